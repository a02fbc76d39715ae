/** A cloud with a service of its own, to show and to hide in catalogues. */
import { expect } from 'vitest'
import { startCloud, type Cloud, type Got } from './cloud.ts'
import { Keystone } from './identity.ts'

export interface Entry {
  readonly id: string
  readonly type: string
  readonly endpoints: readonly { id: string; interface: string }[]
}

export const ROOT = '/OS-EP-FILTER'
export const GROUPS = `${ROOT}/endpoint_groups`

export const idsOf = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id)

export class CatalogFixture {
  readonly cloud: Cloud
  readonly keystone: Keystone
  /** Of identity. */
  readonly base: string
  readonly serviceId: string
  /** Of the service: public, then internal. */
  readonly endpoints: readonly { id: string }[]

  private constructor(
    cloud: Cloud,
    keystone: Keystone,
    serviceId: string,
    endpoints: readonly { id: string }[],
  ) {
    this.cloud = cloud
    this.keystone = keystone
    this.base = `${cloud.app.addresses.get('identity')}/v3`
    this.serviceId = serviceId
    this.endpoints = endpoints
  }

  static async open(database: string): Promise<CatalogFixture> {
    const cloud = await startCloud({ database })
    const keystone = await Keystone.of(cloud)
    const { id } = await keystone.make('service', { type: 'seen', name: 'eyes' })
    const endpoints = [
      await makeEndpoint(keystone, id, 'public'),
      await makeEndpoint(keystone, id, 'internal'),
    ]
    return new CatalogFixture(cloud, keystone, id, endpoints)
  }

  endpointOf(serviceId: string, face: string): Promise<{ id: string }> {
    return makeEndpoint(this.keystone, serviceId, face)
  }

  async send(method: string, path: string, status = 204): Promise<Got> {
    const got = await this.keystone.send(method, path)
    expect(got.status, `${method} ${path}: ${got.text}`).toBe(status)
    return got
  }

  post(endpoint_group: object): Promise<Got> {
    return this.keystone.send('POST', GROUPS, { body: { endpoint_group } })
  }

  async group(filters: object): Promise<any> {
    const got = await this.post({ name: this.keystone.name('group'), filters })
    expect(got.status, got.text).toBe(201)
    return got.body.endpoint_group
  }

  async catalog(token: string): Promise<Entry[]> {
    return (await this.keystone.get('/auth/catalog', { token })).body.catalog
  }

  /** Ids of the endpoints that a token shows. */
  async seenBy(token: string): Promise<string[]> {
    return (await this.catalog(token)).flatMap((entry) => idsOf(entry.endpoints)).sort()
  }
}

function makeEndpoint(keystone: Keystone, service_id: string, face: string) {
  return keystone.make('endpoint', {
    service_id,
    interface: face,
    url: `http://${face}.example/$(project_id)s`,
    region_id: 'RegionOne',
  })
}
