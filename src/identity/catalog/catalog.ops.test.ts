/** Regions, services and endpoints, and the catalogue they make. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())

interface Entry {
  readonly type: string
  readonly name: string
  readonly endpoints: { interface: string; url: string; region: string; region_id: string }[]
}
const catalog = async (token = demo.token): Promise<Entry[]> =>
  (await keystone.get('/auth/catalog', { token })).body.catalog
const publicUrls = async (type: string): Promise<string[]> =>
  (await catalog())
    .filter((entry) => entry.type === type)
    .flatMap(({ endpoints }) => endpoints)
    .filter((endpoint) => endpoint.interface === 'public')
    .map(({ url }) => url)
const malformed = (attribute: string, target: string) =>
  `Expecting to find ${attribute} in ${target}. The server could not comply with the request ` +
  'since it is either malformed or otherwise incorrect. The client is assumed to be in error.'

describe('the catalogue of a new cloud', () => {
  test('offers each service by the names clients look for, where the client reaches it', async () => {
    const at = (type: 'identity' | 'compute' | 'block-storage') => cloud.app.addresses.get(type)
    expect(await publicUrls('identity')).toEqual([`${at('identity')}/v3/`])
    expect(await publicUrls('compute')).toEqual([`${at('compute')}/v2.1`])
    expect(await publicUrls('block-storage')).toEqual([`${at('block-storage')}/v3`])
    expect(await publicUrls('volumev3')).toEqual([`${at('block-storage')}/v3/${demo.projectId}`])
    expect(await publicUrls('volumev2')).toEqual([`${at('block-storage')}/v2/${demo.projectId}`])
    const names = Object.fromEntries((await catalog()).map(({ type, name }) => [type, name]))
    expect(names).toMatchObject({
      identity: 'keystone',
      compute: 'nova',
      'block-storage': 'cinder',
      volumev3: 'cinderv3',
      volumev2: 'cinderv2',
    })
    for (const { endpoints } of await catalog()) {
      expect(endpoints.map((endpoint) => endpoint.interface).sort()).toEqual([
        'admin',
        'internal',
        'public',
      ])
      expect(new Set(endpoints.map(({ region_id: id }) => id))).toEqual(new Set(['RegionOne']))
    }
  })

  test('follows the Host that the client used', async () => {
    const address = new URL(cloud.app.addresses.get('identity')!)
    const { request } = await import('node:http')
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { Host: 'cloud.example:1234', 'X-Auth-Token': demo.token }
      const options = { port: address.port, path: '/v3/auth/catalog', headers }
      const asking = request(options, (answer) => {
        answer.setEncoding('utf8')
        let body = ''
        answer.on('data', (chunk: string) => (body += chunk))
        answer.on('end', () => resolve(body))
      })
      asking.on('error', reject).end()
    })
    const port = new URL(cloud.app.addresses.get('compute')!).port
    expect(text).toContain(`"http://cloud.example:${port}/v2.1"`)
    expect(text).toContain('"self": "http://cloud.example:1234/v3/auth/catalog"')
  })

  test('needs a token for a project', async () => {
    const token = await keystone.adminScopedTo('unscoped')
    expectError(
      await keystone.get('/auth/catalog', { token }),
      403,
      'You are not authorized to perform the requested action.',
    )
  })

  test('is as long as the configuration says', async () => {
    await using small = await startCloud({ catalog: ['volumev3'] })
    const { token } = await small.demo()
    const { body } = await small.request('identity', 'GET', '/v3/auth/catalog', { token })
    const types = body.catalog.map((entry: Entry) => entry.type)
    expect(types).toContain('volumev3')
    expect(types).not.toContain('volumev2')
    expect(types).not.toContain('block-storage')
  })
})

describe('regions', () => {
  test('are made with or without an id, shown, changed and deleted', async () => {
    const made = await keystone.make('region', { description: 'd', z: 1 })
    expect(made).toMatchObject({ z: 1, description: 'd', parent_region_id: null })
    expect(made.id).toMatch(/^[0-9a-f]{32}$/)
    const body = { region: { parent_region_id: made.id } }
    const second = await keystone.send('PUT', '/regions/north', { body })
    expect(second.status).toBe(201)
    expect(second.body.region).toMatchObject({ id: 'north', description: '' })
    expect((await keystone.get('/regions/north')).body).toEqual(second.body)
    const below = await keystone.get(`/regions?parent_region_id=${made.id}`)
    expect(below.body.regions).toEqual([second.body.region])
    expect((await keystone.change('region', 'north', { description: null })).description).toBe('')
    await keystone.remove('region', made.id)
    expectError(await keystone.get('/regions/north'), 404, 'Could not find region: north.')
  })

  test('neither double nor in a circle, nor below what is not there', async () => {
    const post = (region: object) => keystone.send('POST', '/regions', { body: { region } })
    const patch = (id: string, region: object) =>
      keystone.send('PATCH', `/regions/${id}`, { body: { region } })
    expectError(
      await post({ id: 'RegionOne' }),
      409,
      'Conflict occurred attempting to store region - Duplicate ID, RegionOne..',
    )
    const nowhere = 'Could not find region: nowhere.'
    expectError(await post({ parent_region_id: 'nowhere' }), 404, nowhere)
    expectError(await patch('RegionOne', { parent_region_id: 'nowhere' }), 404, nowhere)
    expectError(await patch('nowhere', { description: 'x' }), 404, nowhere)
    expectError(await patch('RegionOne', { id: 'x' }), 400, 'Cannot change ID')
    await post({ id: 'a' })
    await post({ id: 'b', parent_region_id: 'a' })
    for (const [id, parent] of [
      ['a', 'b'],
      ['a', 'a'],
    ] as const) {
      expectError(
        await patch(id, { parent_region_id: parent }),
        400,
        `The specified parent region ${parent} would create a circular region hierarchy.`,
      )
    }
    const body = { region: { id: 'd' } }
    expectError(
      await keystone.send('PUT', '/regions/c', { body }),
      400,
      'Conflicting region IDs specified: "c" != "d"',
    )
  })

  test('one with endpoints, in it or below it, stays', async () => {
    const message = (id: string) =>
      `Unable to delete region ${id} because it or its child regions have associated endpoints.`
    expectError(await keystone.send('DELETE', '/regions/RegionOne'), 403, message('RegionOne'))
    await keystone.make('region', { id: 'above' })
    await keystone.change('region', 'RegionOne', { parent_region_id: 'above' })
    expectError(await keystone.send('DELETE', '/regions/above'), 403, message('above'))
    await keystone.change('region', 'RegionOne', { parent_region_id: null })
    expect((await keystone.get('/regions/above')).status).toBe(200)
  })

  test('are seen by everybody and made by administrators', async () => {
    const { token } = demo
    expect((await keystone.get('/regions', { token })).status).toBe(200)
    expect((await keystone.get('/regions/RegionOne', { token })).status).toBe(200)
    const body = { region: {} }
    expect((await keystone.send('POST', '/regions', { token, body })).status).toBe(403)
    expect((await keystone.send('DELETE', '/regions/RegionOne', { token })).status).toBe(403)
  })
})

describe('services and endpoints', () => {
  test('what an administrator adds stands in the catalogue, until it is disabled or deleted', async () => {
    const service = await keystone.make('service', { type: 'dns', name: 'designate', x: 1 })
    expect(service).toMatchObject({ name: 'designate', x: 1, type: 'dns', enabled: true })
    const endpoint = await keystone.make('endpoint', {
      service_id: service.id,
      interface: 'public',
      url: 'http://dns.example/$(project_id)s',
      region: 'made-by-the-way',
      name: 'q',
    })
    expect(Object.keys(endpoint)).toEqual([
      'name',
      'id',
      'interface',
      'region_id',
      'service_id',
      'url',
      'enabled',
      'region',
      'links',
    ])
    expect(endpoint.region_id).toBe('made-by-the-way')
    expect((await keystone.get('/regions/made-by-the-way')).status).toBe(200)
    expect(endpoint.url).toBe('http://dns.example/$(project_id)s')
    expect(await publicUrls('dns')).toEqual([`http://dns.example/${demo.projectId}`])
    await keystone.change('endpoint', endpoint.id, { enabled: false })
    expect(await publicUrls('dns')).toEqual([])
    await keystone.change('endpoint', endpoint.id, { enabled: true, url: 'http://dns.example/' })
    expect(await publicUrls('dns')).toEqual(['http://dns.example/'])
    await keystone.change('service', service.id, { enabled: false })
    expect((await catalog()).map(({ type }) => type)).not.toContain('dns')
    await keystone.remove('service', service.id)
    expectError(
      await keystone.get(`/endpoints/${endpoint.id}`),
      404,
      `Could not find endpoint: ${endpoint.id}.`,
    )
    expectError(
      await keystone.get(`/services/${service.id}`),
      404,
      `Could not find service: ${service.id}.`,
    )
  })

  test('a service without a name has an empty one', async () => {
    const service = await keystone.make('service', { type: 'nameless' })
    expect(service.name).toBe('')
    expect((await catalog()).find(({ type }) => type === 'nameless')).toMatchObject({
      name: '',
      endpoints: [],
    })
    const changed = await keystone.change('service', service.id, { name: 'named', type: 'other' })
    expect(changed).toMatchObject({ name: 'named', type: 'other' })
  })

  test('lists are filtered', async () => {
    const services = (await keystone.get('/services?type=compute')).body.services
    expect(services.map(({ name }: { name: string }) => name)).toEqual(['nova'])
    expect((await keystone.get('/services?name=nothing')).body.services).toEqual([])
    const query = `service_id=${services[0].id}&interface=public&region_id=RegionOne`
    const { endpoints } = (await keystone.get(`/endpoints?${query}`)).body
    expect(endpoints).toHaveLength(1)
    expect(endpoints[0].url).toBe(`${cloud.app.addresses.get('compute')}/v2.1`)
    expect((await keystone.get('/endpoints?interface=x')).status).toBe(400)
  })

  test('endpoints that lead nowhere are refused', async () => {
    const { id } = (await keystone.get('/services?type=compute')).body.services[0]
    const post = (changes: object) =>
      keystone.send('POST', '/endpoints', {
        body: {
          endpoint: { service_id: id, interface: 'public', url: 'http://x/', ...changes },
        },
      })
    expectError(
      await post({ service_id: 'nowhere' }),
      400,
      malformed('endpoint service_id', 'service table'),
    )
    expectError(
      await post({ region_id: 'nowhere' }),
      400,
      malformed('endpoint region_id', 'region table'),
    )
    expectError(
      await post({ interface: 'x' }),
      400,
      "Invalid input for field/attribute interface. Value: x. 'x' is not one of ['admin', 'internal', 'public']",
    )
    for (const url of ['http://x/$(foo)s', 'http://$(base:compute)s/']) {
      expectError(
        await post({ url }),
        400,
        `Cannot create an endpoint with an invalid URL: ${url}.`,
      )
    }
    expectError(
      await post({ url: 'nothing' }),
      400,
      /^Invalid input for field\/attribute url. Value: nothing. 'nothing' does not match/,
    )
  })

  test('updates that lead nowhere are refused', async () => {
    const { id } = (await keystone.get('/endpoints')).body.endpoints[0]
    const patch = (endpoint: object) =>
      keystone.send('PATCH', `/endpoints/${id}`, { body: { endpoint } })
    expectError(
      await patch({ service_id: 'nowhere' }),
      400,
      malformed('endpoint service_id', 'service table'),
    )
    expectError(await patch({ id: 'x' }), 400, 'Cannot change ID')
    expectError(await patch({}), 400, /should be non-empty/)
    const untyped = await keystone.send('POST', '/services', { body: { service: { type: '' } } })
    expectError(untyped, 400, /attribute type. Value: . '' should be non-empty$/)
    const moved = await patch({ region_id: null })
    expect(moved.body.endpoint).toMatchObject({ region_id: null, region: null })
  })

  test('members see none of them', async () => {
    const { token } = demo
    const { id } = (await keystone.get('/endpoints')).body.endpoints[0]
    for (const path of ['/services', '/services/x', '/endpoints', `/endpoints/${id}`]) {
      expect((await keystone.get(path, { token })).status, path).toBe(403)
    }
  })
})
