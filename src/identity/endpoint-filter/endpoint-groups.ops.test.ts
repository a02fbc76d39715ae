import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError } from '../../../test/support/identity.ts'
import { GROUPS, idsOf, CatalogFixture } from '../../../test/support/catalog-fixture.ts'

const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

describe.each(DATABASES)('endpoint groups, on $name', (backend) => {
  let fixture: CatalogFixture
  beforeAll(async () => {
    fixture = await CatalogFixture.open(await backend.url('cloud'))
  })
  afterAll(() => fixture.cloud.app.stop())

  test('are made, shown, listed by name, changed and deleted', async () => {
    const made = await fixture.group({ interface: 'public', service_id: fixture.serviceId })
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: made.name,
      description: null,
      filters: { interface: 'public', service_id: fixture.serviceId },
      links: { self: `${fixture.base}${GROUPS}/${made.id}` },
    })
    const path = `${GROUPS}/${made.id}`
    expect((await fixture.keystone.get(path)).body).toEqual({ endpoint_group: made })
    expect((await fixture.send('HEAD', path, 200)).text).toBe('')
    const named = await fixture.keystone.get(`${GROUPS}?name=${made.name}`)
    expect(named.body).toMatchObject({
      endpoint_groups: [made],
      links: { self: `${fixture.base}${GROUPS}?name=${made.name}` },
    })
    const alike = await fixture.keystone.get(`${GROUPS}?name__icontains=${made.name}`)
    const unexpected = "Additional properties are not allowed ('name__icontains' was unexpected)"
    expectError(alike, 400, unexpected)
    const changes = { name: 'other', description: 'd', filters: { region_id: null } }
    const changed = await fixture.keystone.send('PATCH', path, {
      body: { endpoint_group: changes },
    })
    expect(changed.status, changed.text).toBe(200)
    expect(changed.body.endpoint_group).toEqual({ ...made, ...changes })
    const again = await fixture.keystone.send('PATCH', path, {
      body: { endpoint_group: { description: null } },
    })
    expect(again.body.endpoint_group).toEqual({ ...made, ...changes, description: null })
    await fixture.send('DELETE', path)
    const gone = `Could not find Endpoint Group: ${made.id}.`
    for (const method of ['GET', 'DELETE']) {
      expectError(await fixture.keystone.send(method, path), 404, gone)
    }
    const body = { endpoint_group: { name: 'x' } }
    expectError(await fixture.keystone.send('PATCH', path, { body }), 404, gone)
  })

  test('need a name, and filters by what endpoints are', async () => {
    const filters = { interface: 'public' }
    expectError(
      await fixture.post({ filters }),
      400,
      /^Invalid .* endpoint_group. .* 'name' is a required property$/,
    )
    expectError(
      await fixture.post({ name: 'x' }),
      400,
      /^Invalid .* endpoint_group. .* 'filters' is a required property$/,
    )
    const empty = await fixture.post({ name: 'x', filters: {} })
    expectError(empty, 400, 'filters field is required and cannot be empty')
    const unknown =
      'Expecting to find service_id or region_id or interface in endpoint_group. The server ' +
      'could not comply with the request since it is either malformed or otherwise incorrect. ' +
      'The client is assumed to be in error.'
    expectError(await fixture.post({ name: 'x', filters: { enabled: true } }), 400, unknown)
    expectError(
      await fixture.post({ name: 'x', filters: { interface: 'x' } }),
      400,
      /is not one of/,
    )
    expectError(
      await fixture.post({ name: 'x', filters, y: 1 }),
      400,
      /^Invalid .* endpoint_group. .* Additional properties are not/,
    )
    const { id } = await fixture.group(filters)
    const patch = (endpoint_group: object) =>
      fixture.keystone.send('PATCH', `${GROUPS}/${id}`, { body: { endpoint_group } })
    expectError(await patch({}), 400, /should be non-empty/)
    expectError(await patch({ filters: { name: 'x' } }), 400, unknown)
  })

  test('hold the endpoints that are all their filters say, disabled ones too', async () => {
    const [face, inside] = fixture.endpoints
    const listed = async (filters: object) => {
      const { id } = await fixture.group(filters)
      const got = await fixture.keystone.get(`${GROUPS}/${id}/endpoints`)
      expect(got.body.links.self).toBe(`${fixture.base}${GROUPS}/${id}/endpoints`)
      return got.body.endpoints
    }
    const both = await listed({ service_id: fixture.serviceId })
    expect(new Set(idsOf(both))).toEqual(new Set(idsOf(fixture.endpoints)))
    expect(both[0]).toMatchObject({ region: 'RegionOne', region_id: 'RegionOne', enabled: true })
    const open = { service_id: fixture.serviceId, interface: 'public' }
    expect(idsOf(await listed(open))).toEqual([face!.id])
    expect(await listed({ ...open, region_id: null })).toEqual([])
    await fixture.keystone.change('endpoint', inside!.id, { enabled: false })
    const hidden = await listed({ service_id: fixture.serviceId, interface: 'internal' })
    expect(idsOf(hidden)).toEqual([inside!.id])
    await fixture.keystone.change('endpoint', inside!.id, { enabled: true })
    expectError(
      await fixture.keystone.get(`${GROUPS}/nothing/endpoints`),
      404,
      'Could not find Endpoint Group: nothing.',
    )
  })
})
