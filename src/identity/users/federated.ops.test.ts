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
    const put = async (path: string, body: object) => {
      const got = await keystone.send('PUT', `/OS-FEDERATION${path}`, { body })
      expect(got.status, got.text).toBe(201)
    }
    await put('/mappings/simple', { mapping: { rules: RULES } })
    for (const idp of ['acme', 'beta']) {
      await put(`/identity_providers/${idp}`, { identity_provider: { domain_id: 'default' } })
      for (const protocol of ['openid', 'saml2']) {
        const path = `/identity_providers/${idp}/protocols/${protocol}`
        await put(path, { protocol: { mapping_id: 'simple' } })
      }
    }
  })
  afterAll(() => cloud.app.stop())

  const at = (idp_id: string, unique_id: string, protocol_id = 'openid') => ({
    idp_id,
    protocols: [{ protocol_id, unique_id }],
  })
  const namesBy = async (query: string): Promise<string[]> =>
    (await keystone.get(`/users?${query}`)).body.users.map(({ name }: { name: string }) => name)

  test('a user is made, shown and changed with the names that providers have for it', async () => {
    const made = await keystone.make('user', { name: 'ann', federated: [at('acme', 'a-1')] })
    expect(made.federated).toEqual([at('acme', 'a-1')])
    const shown = async () => (await keystone.get(`/users/${made.id}`)).body.user.federated
    expect(await shown()).toEqual([at('acme', 'a-1')])
    const both = [at('acme', 'a-2', 'saml2'), at('beta', 'b-2')]
    expect((await keystone.change('user', made.id, { federated: both })).federated).toEqual(both)
    const renamed = await keystone.change('user', made.id, { name: 'anna', federated: [] })
    expect(renamed).toMatchObject({ name: 'anna', federated: both })
    expect(await shown()).toEqual(both)
    const plain = await keystone.make('user', { name: 'plain', federated: [] })
    expect(plain).not.toHaveProperty('federated')
  })

  test('users are found by what providers call them', async () => {
    for (const [name, idp] of [
      ['one', 'acme'],
      ['two', 'beta'],
    ]) {
      await keystone.make('user', { name, federated: [at(idp!, `${name}-there`)] })
    }
    expect(await namesBy('unique_id=one-there')).toEqual(['one'])
    expect(await namesBy('idp_id=beta&unique_id=one-there')).toEqual([])
    expect(await namesBy('idp_id=beta&protocol_id=openid')).toContain('two')
    expect(await namesBy('protocol_id=nothing')).toEqual([])
    const listed = (await keystone.get('/users?unique_id=two-there')).body.users[0]
    expect(listed).not.toHaveProperty('federated')
  })

  test('what a provider calls somebody belongs to one user', async () => {
    await keystone.make('user', { name: 'owner', federated: [at('acme', 'mine')] })
    const body = { user: { name: 'thief', federated: [at('acme', 'mine')] } }
    expectError(
      await keystone.send('POST', '/users', { body }),
      409,
      'Conflict occurred attempting to store federated_user - Duplicate entry.',
    )
    expect(await namesBy('name=thief')).toEqual([])
  })

  test('providers and protocols must be there, and names whole', async () => {
    const make = (federated: unknown) =>
      keystone.send('POST', '/users', { body: { user: { name: 'odd', federated } } })
    expectError(await make([at('none', 'x')]), 400, 'Could not find Identity Provider: none')
    expectError(
      await make([at('acme', 'x', 'none')]),
      400,
      'Could not find federated protocol none for Identity Provider: acme.',
    )
    expectError(await make([{ idp_id: 'acme', protocols: [] }]), 400, /\[\] should be non-empty/)
    expectError(await make([{ idp_id: 'acme' }]), 400, /'protocols' is a required property/)
    expectError(await make('acme'), 400, /'acme' is not of type 'array'/)
    expect(await namesBy('name=odd')).toEqual([])
  })

  test('with a protocol go the names that it knew users by', async () => {
    await keystone.send('PUT', '/OS-FEDERATION/identity_providers/acme/protocols/old', {
      body: { protocol: { mapping_id: 'simple' } },
    })
    const federated = [at('acme', 'gone', 'old')]
    const user = await keystone.make('user', { name: 'stays', federated })
    await keystone.send('DELETE', '/OS-FEDERATION/identity_providers/acme/protocols/old')
    const shown = (await keystone.get(`/users/${user.id}`)).body.user
    expect(shown.name).toBe('stays')
    expect(shown).not.toHaveProperty('federated')
  })
})
