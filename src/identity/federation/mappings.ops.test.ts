import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

const RULES = [{ local: [{ user: { name: '{0}' } }], remote: [{ type: 'UserName' }] }]

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  const send = (method: string, path: string, body?: object) =>
    keystone.send(method, `/OS-FEDERATION${path}`, { ...(body && { body }) })

  test('a mapping is made, shown, replaced and deleted', async () => {
    const made = await send('PUT', '/mappings/m', { mapping: { rules: RULES } })
    expect(made.status, made.text).toBe(201)
    const { mapping } = made.body
    expect(mapping).toMatchObject({ id: 'm', rules: RULES, schema_version: '1.0' })
    expect((await send('GET', '/mappings/m')).body.mapping).toEqual(mapping)
    const emptied = await send('PATCH', '/mappings/m', { mapping: { rules: [] } })
    expectError(emptied, 400, /should be non-empty/)
    expect((await send('GET', '/mappings/m')).body.mapping).toEqual(mapping)
    expectError(
      await send('PUT', '/mappings/m', { mapping: { rules: RULES } }),
      409,
      'Conflict occurred attempting to store mapping - Duplicate entry.',
    )
    const rules = [{ ...RULES[0], local: [{ groups: '{0}', domain: { name: 'x' } }] }]
    const changed = await send('PATCH', '/mappings/m', {
      mapping: { rules, schema_version: '2.0' },
    })
    expect(changed.body.mapping).toEqual({ ...mapping, rules, schema_version: '2.0' })
    expect((await send('GET', '/mappings')).body.mappings).toContainEqual(changed.body.mapping)
    expect((await send('DELETE', '/mappings/m')).status).toBe(204)
    const missing = 'Could not find mapping: m.'
    expectError(await send('GET', '/mappings/m'), 404, missing)
    expectError(await send('DELETE', '/mappings/m'), 404, missing)
    expectError(await send('PATCH', '/mappings/m', { mapping: { rules } }), 404, missing)
  })

  test('without a version, or with null for it, it is of the default one', async () => {
    for (const schema_version of [undefined, null]) {
      const id = keystone.name('unversioned')
      const made = await send('PUT', `/mappings/${id}`, {
        mapping: { rules: RULES, schema_version },
      })
      expect(made.body.mapping).toMatchObject({ id, rules: RULES, schema_version: '1.0' })
    }
  })

  test('all that is wrong with a mapping is said at once', async () => {
    const refusal = async (mapping?: unknown) =>
      send('PUT', '/mappings/odd', mapping === undefined ? {} : { mapping })
    for (const empty of [undefined, {}]) {
      expectError(await refusal(empty), 400, "'rules' is a required property\n")
    }
    expectError(await refusal({ rules: [] }), 400, '[] should be non-empty\n')
    const remote = [{ type: 'x', bar: 2 }, { type: 1 }]
    expectError(
      await refusal({ rules: [{ local: [{ foo: 1 }], remote }] }),
      400,
      "Additional properties are not allowed ('foo' was unexpected)\n" +
        "{'type': 'x', 'bar': 2} is not valid under any of the given schemas\n" +
        "{'type': 1} is not valid under any of the given schemas\n",
    )
    const group = { name: 'x' }
    expectError(
      await refusal({ rules: [{ local: [{ group }], remote: [] }] }),
      400,
      "[] should be non-empty\n{'name': 'x'} is not valid under any of the given schemas\n",
    )
    expectError(await refusal({ rules: RULES, schema_version: '9' }), 400, /schema_version/)
    const projects = [{ name: 'p', roles: [{ name: 'r' }], domain: { id: 'd' } }]
    const later = [{ ...RULES[0]!, local: [{ projects }] }]
    expectError(await refusal({ rules: later }), 400, /\('domain' was unexpected\)/)
    expect((await refusal({ rules: later, schema_version: '2.0' })).status).toBe(201)
  })

  test('a service provider is made, listed, changed and deleted', async () => {
    const urls = { auth_url: 'https://a.example/x', sp_url: 'https://b.example/y' }
    const body = (attributes: object) => ({ service_provider: attributes })
    const made = await send('PUT', '/service_providers/sp', body(urls))
    expect(made.status, made.text).toBe(201)
    const { service_provider: one } = made.body
    expect(one).toMatchObject({
      ...urls,
      id: 'sp',
      enabled: false,
      description: null,
      relay_state_prefix: 'ss:mem:',
    })
    expect((await send('GET', '/service_providers/sp')).body).toEqual(made.body)
    expectError(
      await send('PUT', '/service_providers/sp', body(urls)),
      409,
      'Conflict occurred attempting to store service_provider - ' +
        'Duplicate entry found with ID sp.',
    )
    const changes = { enabled: true, relay_state_prefix: 'x:' }
    const changed = await send('PATCH', '/service_providers/sp', body(changes))
    expect(changed.body.service_provider).toEqual({ ...one, ...changes })
    for (const query of ['id=sp', 'enabled=1']) {
      const { body: listed } = await send('GET', `/service_providers?${query}`)
      expect(listed.service_providers, query).toEqual([{ ...one, ...changes }])
    }
    expect((await send('DELETE', '/service_providers/sp')).status).toBe(204)
    expectError(
      await send('GET', '/service_providers/sp'),
      404,
      'Could not find Service Provider: sp.',
    )
  })

  test('what is no service provider is refused', async () => {
    const refused = (method: string, attributes: object) =>
      send(method, '/service_providers/odd', { service_provider: attributes })
    const url = 'https://a.example'
    expectError(
      await refused('PUT', { sp_url: url }),
      400,
      /^Invalid .* service_provider. .* 'auth_url' is a required property$/,
    )
    expectError(await refused('PUT', { auth_url: 'z', sp_url: url }), 400, /does not match/)
    expectError(
      await refused('PUT', { auth_url: url, sp_url: url, relay_state_prefix: null }),
      400,
      /relay_state_prefix/,
    )
    expectError(await refused('PATCH', {}), 400, /should be non-empty/)
    const missing = 'Could not find Service Provider: odd.'
    expectError(await refused('PATCH', { enabled: true }), 404, missing)
    expectError(await send('DELETE', '/service_providers/odd'), 404, missing)
  })
})
