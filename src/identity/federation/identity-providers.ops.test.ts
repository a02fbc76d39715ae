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
  const provider = (attributes?: object) =>
    attributes === undefined ? undefined : { identity_provider: attributes }
  const put = (id: string, attributes?: object) =>
    send('PUT', `/identity_providers/${id}`, provider(attributes))

  test('a provider without a domain gets one of its own', async () => {
    const got = await put('own', { remote_ids: ['b', 'a'], description: 'd', enabled: true })
    expect(got.status, got.text).toBe(201)
    const { identity_provider: made } = got.body
    expect(Object.keys(made)).toEqual([
      'id',
      'domain_id',
      'enabled',
      'description',
      'remote_ids',
      'authorization_ttl',
      'links',
    ])
    expect(made).toMatchObject({ id: 'own', enabled: true, remote_ids: ['b', 'a'] })
    expect(made.links.protocols).toBe(`${made.links.self}/protocols`)
    const shown = await send('GET', '/identity_providers/own')
    expect(shown.body.identity_provider).toEqual({ ...made, remote_ids: ['a', 'b'] })
    const { domain } = (await keystone.get(`/domains/${made.domain_id}`)).body
    expect(domain).toMatchObject({
      name: made.domain_id,
      enabled: true,
      description: 'Auto generated federated domain for Identity Provider: own',
    })
  })

  test('a provider may come without a body, and then lets nobody in', async () => {
    for (const attributes of [undefined, {}]) {
      const id = keystone.name('bare')
      const got = await put(id, attributes)
      expect(got.status, got.text).toBe(201)
      expect(got.body.identity_provider).toMatchObject({
        enabled: false,
        description: null,
        remote_ids: [],
        authorization_ttl: null,
      })
    }
  })

  test('ids and remote ids are taken once, and nothing is left of a refused provider', async () => {
    await put('first', { domain_id: 'default', remote_ids: ['taken'] })
    await put('second', { domain_id: 'default' })
    const stored = 'Conflict occurred attempting to store identity_provider - Duplicate'
    const domains = async () => (await keystone.get('/domains')).body.domains.length
    const before = await domains()
    expectError(await put('first', {}), 409, `${stored} entry: first.`)
    expectError(await put('third', { remote_ids: ['taken'] }), 409, `${stored} remote ID: taken.`)
    expect(await domains()).toBe(before)
    const change = await send(
      'PATCH',
      '/identity_providers/second',
      provider({ remote_ids: ['new', 'taken'] }),
    )
    expectError(change, 409, `${stored} remote ID: taken.`)
    const { body } = await send('GET', '/identity_providers/second')
    expect(body.identity_provider.remote_ids).toEqual([])
  })

  test('what is no provider is refused', async () => {
    expectError(await put('odd', { domain_id: 'nowhere' }), 404, 'Could not find domain: nowhere.')
    expectError(
      await put('odd', { foo: 1 }),
      400,
      /^Invalid .* Value: {'foo': 1}. Additional properties are not allowed \('foo'/,
    )
    expectError(
      await put('odd', { remote_ids: ['a', 'a'] }),
      400,
      /^Invalid input for field\/attribute remote_ids. Value: \['a', 'a'\]. .* has non-unique elements$/,
    )
    expectError(await put('odd', { enabled: null }), 400, /None is not one of \[True, 'True'/)
    const missing = 'Could not find Identity Provider: odd.'
    expectError(await send('GET', '/identity_providers/odd'), 404, missing)
    expectError(await send('DELETE', '/identity_providers/odd'), 404, missing)
    const change = (attributes: object) =>
      send('PATCH', '/identity_providers/odd', provider(attributes))
    expectError(await change({ enabled: true }), 404, missing)
    expectError(await change({}), 400, /^Invalid .* Value: {}. {} should be non-empty$/)
    expectError(await change({ domain_id: 'default' }), 400, /\('domain_id' was unexpected\)/)
  })

  test('providers are changed, filtered and deleted; their domain stays', async () => {
    const made = (await put('brief', { enabled: true, remote_ids: ['z'] })).body.identity_provider
    const changed = await send(
      'PATCH',
      '/identity_providers/brief',
      provider({ enabled: false, remote_ids: null, authorization_ttl: 5, description: 'x' }),
    )
    expect(changed.body.identity_provider).toEqual({
      ...made,
      enabled: false,
      remote_ids: [],
      authorization_ttl: 5,
      description: 'x',
    })
    const ids = async (query: string) =>
      (await send('GET', `/identity_providers?${query}`)).body.identity_providers.map(
        ({ id }: { id: string }) => id,
      )
    expect(await ids('id=brief')).toEqual(['brief'])
    expect(await ids('id__contains=rie')).toEqual(['brief'])
    expect(await ids('enabled=true')).not.toContain('brief')
    expect(await ids('enabled=false')).toContain('brief')
    expect((await send('HEAD', '/identity_providers/brief')).status).toBe(200)
    expect((await send('DELETE', '/identity_providers/brief')).status).toBe(204)
    expect(await ids('')).not.toContain('brief')
    expect((await keystone.get(`/domains/${made.domain_id}`)).status).toBe(200)
  })

  test('with a domain go its providers', async () => {
    const domain = await keystone.make('domain', { name: 'leaving', enabled: false })
    await put('leaving', { domain_id: domain.id })
    await keystone.remove('domain', domain.id)
    expect((await send('GET', '/identity_providers/leaving')).status).toBe(404)
  })

  test('a protocol joins a provider and a mapping', async () => {
    await put('joined', { domain_id: 'default' })
    await send('PUT', '/mappings/one', { mapping: { rules: RULES } })
    await send('PUT', '/mappings/two', { mapping: { rules: RULES } })
    const path = '/identity_providers/joined/protocols/oidc'
    const made = await send('PUT', path, { protocol: { mapping_id: 'one' } })
    expect(made.status, made.text).toBe(201)
    const { protocol } = made.body
    expect(protocol).toMatchObject({ id: 'oidc', mapping_id: 'one' })
    expect(protocol.links.self).toBe(`${protocol.links.identity_provider}/protocols/oidc`)
    expect((await send('GET', path)).body).toEqual(made.body)
    const changed = await send('PATCH', path, {
      protocol: { mapping_id: 'two', remote_id_attribute: 'iss' },
    })
    expect(changed.body.protocol).toEqual({ ...protocol, mapping_id: 'two' })
    const { protocols } = (await send('GET', '/identity_providers/joined/protocols')).body
    expect(protocols).toEqual([
      { ...protocol, idp_id: 'joined', mapping_id: 'two', remote_id_attribute: 'iss' },
    ])
    expect((await send('DELETE', path)).status).toBe(204)
    expectError(
      await send('GET', path),
      404,
      'Could not find federated protocol oidc for Identity Provider: joined.',
    )
  })

  test('a protocol needs a provider, a mapping and an id of its own', async () => {
    await put('strict', { domain_id: 'default' })
    await send('PUT', '/mappings/strict', { mapping: { rules: RULES } })
    const protocols = '/identity_providers/strict/protocols'
    const join = (path: string, protocol: object) => send('PUT', path, { protocol })
    const right = { mapping_id: 'strict' }
    expect((await join(`${protocols}/p`, right)).status).toBe(201)
    expectError(
      await join(`${protocols}/p`, right),
      409,
      'Conflict occurred attempting to store federation_protocol - ' +
        'Duplicate entry found with ID p.',
    )
    expectError(
      await join(`${protocols}/q`, { mapping_id: 'none' }),
      400,
      'Invalid mapping id: none',
    )
    expectError(
      await join(`${protocols}/q`, {}),
      400,
      /^Invalid .* protocol. Value: {}. 'mapping_id' is a required property$/,
    )
    expectError(
      await join('/identity_providers/nowhere/protocols/q', right),
      404,
      'Could not find Identity Provider: nowhere.',
    )
    const missing = 'Could not find federated protocol q for Identity Provider: strict.'
    expectError(await send('PATCH', `${protocols}/q`, { protocol: right }), 404, missing)
    expectError(await send('DELETE', `${protocols}/q`), 404, missing)
    expectError(
      await send('PATCH', `${protocols}/p`, { protocol: { mapping_id: 'none' } }),
      400,
      'Invalid mapping id: none',
    )
    const nobody = await send('GET', '/identity_providers/nowhere/protocols')
    expect(nobody.body.protocols).toEqual([])
    await send('DELETE', '/identity_providers/strict')
    expect((await send('GET', `${protocols}/p`)).status).toBe(404)
  })
})
