/** What examples stand on: a cloud, somebody who may do everything, and names nobody has yet. */
import { QOS_SHOWS } from './access-matrix-qos.ts'
import type { ServiceType } from '../../src/services.ts'
import type { Cloud, Persona as Person } from '../support/cloud.ts'

export interface World {
  readonly cloud: Cloud
  /** Prepares things: role admin on the project `admin`. */
  readonly admin: Person
  /** Owns the things acted on: role member on the project `demo`. */
  readonly owner: Person
  /** The project that others belong to. */
  readonly otherProjectId: string
  /** A name that has not been used before. */
  fresh(prefix?: string): string
  /** A call that must succeed. Returns its body. */
  call(service: ServiceType, method: string, path: string, options?: CallOptions): Promise<any>
}

export interface CallOptions {
  as?: Person
  body?: object
  version?: string
  headers?: Record<string, string>
}

/** One valid request of an operation. */
export interface Example {
  /** Values of the path's parameters, as they are to stand in the URL. */
  params?: Record<string, string>
  /** With its `?`. */
  query?: string
  /** Sent as JSON, unless it is text. */
  body?: object | string
  headers?: Record<string, string>
  /** Where the operation's newest microversion is not meant. */
  version?: string
}

/** By operation id. Called anew for each request, so that each finds what it needs. */
export type Examples = Readonly<Record<string, (world: World) => Example | Promise<Example>>>

export async function makeWorld(cloud: Cloud): Promise<World> {
  const admin = await cloud.admin()
  const owner = await cloud.demo()
  let names = 0
  const call: World['call'] = async (service, method, path, options = {}) => {
    const { as = admin, ...send } = options
    const got = await cloud.request(service, method, path, { token: as.token, ...send })
    if (got.status >= 300) throw new Error(`${method} ${path}: ${got.status} ${got.text}`)
    return got.body
  }
  const found = await call('identity', 'GET', '/v3/projects?name=other')
  // Of every project: all of them make things here.
  const limits = { groups: 1000, volumes: 1000, gigabytes: 10_000, snapshots: 1000, backups: 1000 }
  const body = { quota_class_set: limits }
  await call('block-storage', 'PUT', '/v3/os-quota-class-sets/default', { body })
  const quota = { network: -1, subnet: -1, port: -1, rbac_policy: -1, security_group: -1 }
  for (const { projectId } of [admin, owner, { projectId: found.projects[0].id }]) {
    const unlimited = { ...quota, security_group_rule: -1, router: -1, floatingip: -1 }
    await call('network', 'PUT', `/v2.0/quotas/${projectId}`, { body: { quota: unlimited } })
  }
  const servers = { instances: -1, cores: -1, ram: -1, server_groups: -1 }
  const ofServers = { quota_class_set: servers }
  await call('compute', 'PUT', '/v2.1/os-quota-class-sets/default', {
    body: ofServers,
    version: '2.50',
  })
  return {
    cloud,
    admin,
    owner,
    otherProjectId: found.projects[0].id,
    fresh: (prefix = 'thing') => `${prefix}-${++names}`,
    call,
  }
}

/** An example that needs nothing. */
export const plain = (): Example => ({})

/** Operations that say 404 instead of 403: whoever may not see a thing is not told that it exists. */
export const DISCREET: ReadonlySet<string> = new Set([
  'block-storage volumes.reimage',
  'block-storage volumes.revert',
  'block-storage volumes.show',
  'image images.show',
  'image metadef_namespaces.show',
  'image images.list_tasks',
  'network conntrack_helpers.show',
  'network auto_allocated_topologies.show',
  'network floatingips.show',
  'network port_forwardings.show',
  'network networks.show',
  'network address_scopes.show',
  'network subnetpools.show',
  'network ports.show',
  'network rbac_policies.show',
  // Only services may, and no other token sees them.
  'network bindings.activate',
  'network bindings.delete',
  'network network_ip_availabilities.show',
  'network routers.show',
  'network bindings.show',
  'network segments.show',
  'network logs.show',
  'network local_ips.show',
  'network port_associations.show',
  'network flavors.show',
  'network service_profiles.show',
  'network metering_labels.show',
  'network metering_label_rules.show',
  'network network_segment_ranges.show',
  'network agents.show',
  'network subnets.show',
  'network trunks.show',
  'network ndp_proxies.show',
  'network security_groups.show',
  'network security_group_rules.show',
  'network default_security_group_rules.show',
  'network security_groups_default_statefulness.show',
  'network address_groups.show',
  'network policies.show',
  ...QOS_SHOWS,
])
