import { afterAll, beforeAll } from 'vitest'
import { startCloud, type Cloud, type CloudOptions, type Got, type Persona } from './cloud.ts'

/** Sends a request to Network as one user; paths begin after `/v2.0`. */
export type NetworkApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Got>

export function networkApi(cloud: Cloud, { token }: Persona): NetworkApi {
  return (method, path, body, headers = {}) =>
    cloud.request('network', method, `/v2.0${path}`, {
      token,
      headers,
      ...(body !== undefined && { body }),
    })
}

/** A cloud for the tests of one file, and callers of Network of each kind. */
export interface NetworkCloud {
  cloud: Cloud
  /** A member of the project `demo`. */
  demo: NetworkApi
  persona: Persona
  admin: NetworkApi
  adminPersona: Persona
  /** A reader of the project `demo`. */
  reader: NetworkApi
  /** A member of another project. */
  stranger: NetworkApi
  strangerPersona: Persona
  /** Makes something as demo, unless told as whom, and returns it: `make('network', { name })`. */
  make(resource: string, attributes?: object, as?: NetworkApi): Promise<any>
}

/** Starts the cloud before the tests of the file and stops it after them. */
export function useNetworkCloud(options: CloudOptions = {}): NetworkCloud {
  const all = {} as NetworkCloud
  beforeAll(async () => Object.assign(all, await networkCloud(options)))
  afterAll(() => all.cloud?.[Symbol.asyncDispose]())
  return all
}

export async function networkCloud(options: CloudOptions = {}): Promise<NetworkCloud> {
  const cloud = await startCloud(options)
  const persona = await cloud.demo()
  const adminPersona = await cloud.admin()
  const strangerPersona = await cloud.user('stranger', 'member', 'elsewhere')
  const demo = networkApi(cloud, persona)
  return {
    cloud,
    ...{ persona, adminPersona, strangerPersona },
    demo,
    admin: networkApi(cloud, adminPersona),
    reader: networkApi(cloud, await cloud.user('reader', 'reader', 'demo')),
    stranger: networkApi(cloud, strangerPersona),
    async make(resource, attributes = {}, as = demo) {
      const got = await as('POST', pathOf(resource), { [resource]: attributes })
      if (got.status !== 201) throw new Error(`${got.status} ${got.text}`)
      return got.body[resource]
    },
  }
}

/** Where things are whose path is not their name. */
const PATHS: Readonly<Record<string, string>> = {
  policy: '/qos/policies',
  rbac_policy: '/rbac-policies',
  network_segment_range: '/network_segment_ranges',
  local_ip: '/local_ips',
  ndp_proxy: '/ndp_proxies',
  service_profile: '/service_profiles',
}

function pathOf(resource: string): string {
  return PATHS[resource] ?? `/${resource.replaceAll('_', '-')}s`
}

/** The status of an answer and what its refusal says: `404 NetworkNotFound: Network x could …`. */
export function refusal({ status, body }: Got): string {
  const { type, message } = body?.NeutronError ?? {}
  return `${status} ${type}: ${message}`
}

/** A new network of demo with a subnet, by their ids. */
export async function networkWithSubnet(
  my: NetworkCloud,
  attributes: object = {},
  cidr = '10.7.0.0/24',
) {
  const network = await my.make('network', attributes)
  const subnet = await my.make('subnet', { network_id: network.id, ip_version: 4, cidr })
  return { network_id: network.id as string, subnet_id: subnet.id as string }
}
