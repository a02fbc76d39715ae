/** Hosts as operators saw them before 2.43; services and hypervisors took over. */
import { Type as T } from 'typebox'
import { notImplemented } from '../../kernel/faults.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { usedMemoryMb, type UsedNode } from '../hypervisors/hypervisor.ts'
import { nodeOn } from '../hypervisors/hypervisors.store.ts'
import { promisedOn, usageOf } from './hosted-servers.store.ts'
import { operation } from '../operation.ts'
import { serviceZone, topicOf } from '../services/compute-service.ts'
import { listServices } from '../services/services.store.ts'
import { changeServiceOn, hostNotFound } from '../services/services.usecase.ts'
import type { Taken } from './hosted-servers.ts'
import * as policies from './policies.ts'

const VERSIONS = ['2.0', '2.42'] as const

export const listHosts = operation({
  id: 'hosts.list',
  method: 'GET',
  path: '/os-hosts',
  summary: 'List hosts by service',
  versions: VERSIONS,
  policy: policies.LIST,
  query: T.Object({ zone: T.Optional(T.String()) }, { additionalProperties: true }),
  response: {
    200: closed({
      hosts: T.Array(closed({ host_name: T.String(), service: T.String(), zone: T.String() })),
    }),
  },
  errors: [403],
  async handle({ tx, query }) {
    const hosts = (await listServices(tx))
      .filter((service) => !service.disabled)
      .map((service) => ({
        host_name: service.host,
        service: topicOf(service),
        zone: serviceZone(service),
      }))
    return { hosts: query.zone ? hosts.filter((host) => host.zone === query.zone) : hosts }
  },
})

const RESOURCE = closed({
  host: T.String(),
  project: T.String(),
  cpu: T.Integer(),
  memory_mb: T.Integer(),
  disk_gb: T.Integer(),
})

export const showHost = operation({
  id: 'hosts.show',
  method: 'GET',
  path: '/os-hosts/{host_name}',
  summary: 'Show what a host has and what is taken',
  versions: VERSIONS,
  policy: policies.SHOW,
  response: { 200: closed({ host: T.Array(closed({ resource: RESOURCE })) }) },
  errors: [403, 404],
  async handle({ tx, params }) {
    const node = await nodeOn(tx, params.host_name)
    if (node === undefined) throw hostNotFound(params.host_name)
    const usage = (await usageOf(tx, [node.host]))(node.host)
    return { host: resourcesOf({ node, usage }, await promisedOn(tx, node.host)) }
  },
})

/** What servers could take at most is what they were promised, by all and by project. */
function resourcesOf(
  used: UsedNode,
  promised: readonly (Taken & { readonly projectId: string })[],
) {
  const { node, usage } = used
  const row = (project: string, { vcpus, memoryMb, diskGb }: Taken) => ({
    resource: { host: node.host, project, cpu: vcpus, memory_mb: memoryMb, disk_gb: diskGb },
  })
  const sum = (of: keyof Taken) => promised.reduce((total, one) => total + one[of], 0)
  const all = { vcpus: sum('vcpus'), memoryMb: sum('memoryMb'), diskGb: sum('diskGb') }
  return [
    row('(total)', { vcpus: node.vcpus, memoryMb: node.memoryMb, diskGb: node.localGb }),
    row('(used_now)', { ...usage, memoryMb: usedMemoryMb(used) }),
    row('(used_max)', all),
    ...promised.map(({ projectId, ...taken }) => row(projectId, taken)),
  ]
}

const SWITCH = {
  type: 'string',
  enum: ['enable', 'disable', 'Enable', 'Disable', 'ENABLE', 'DISABLE'],
}

export const updateHost = operation({
  id: 'hosts.update',
  method: 'PUT',
  path: '/os-hosts/{host_name}',
  summary: 'Enable or disable a host',
  versions: VERSIONS,
  policy: policies.UPDATE,
  body: T.Unsafe<{ status?: string; maintenance_mode?: string }>({
    type: 'object',
    properties: { status: SWITCH, maintenance_mode: SWITCH },
    anyOf: [{ required: ['status'] }, { required: ['maintenance_mode'] }],
    additionalProperties: false,
  }),
  response: { 200: closed({ host: T.String(), status: T.Enum(['enabled', 'disabled']) }) },
  errors: [400, 403, 404, 501],
  async handle({ tx, env, body, params }) {
    const { host_name: host } = params
    const disabled = body.status?.toLowerCase() === 'disable'
    await changeServiceOn(tx, env, host, { disabled, disabledReason: null })
    // With libvirt, too, a host has no maintenance mode. The refusal undoes the change above.
    if (body.maintenance_mode !== undefined) {
      throw notImplemented('The requested functionality is not supported.')
    }
    return { host, status: disabled ? 'disabled' : 'enabled' }
  },
})

/** A GET that acts: so the API is. The host's service is down for as long as the host is. */
function powerAction(
  action: 'startup' | 'shutdown' | 'reboot',
  summary: string,
  policy: PolicyRule,
) {
  return operation({
    id: `hosts.${action}`,
    method: 'GET',
    path: `/os-hosts/{host_name}/${action}`,
    summary,
    versions: VERSIONS,
    policy,
    transaction: 'write',
    response: { 200: closed({ host: T.String(), power_action: T.Literal(action) }) },
    errors: [403, 404],
    async handle({ tx, env, params }) {
      const { host_name: host } = params
      await changeServiceOn(tx, env, host, { poweredOn: action !== 'shutdown' })
      return { host, power_action: action }
    },
  })
}

export const startHost = powerAction('startup', 'Start a host', policies.START)
export const shutHostDown = powerAction('shutdown', 'Shut a host down', policies.SHUTDOWN)
export const rebootHost = powerAction('reboot', 'Reboot a host', policies.REBOOT)

export const hostOperations = [listHosts, showHost, updateHost, startHost, shutHostDown, rebootHost]
