import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../../../test/support/databases.ts'
import { AUTH, FederatedCloud, RULES } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { CLIENT, OTHER_CLIENT, RESOURCE } from '../../../test/support/oidc.ts'

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let world: FederatedCloud

  beforeAll(async () => {
    world = await FederatedCloud.start({ database: await backend.url('cloud') })
  })
  afterAll(() => world.stop())

  test('a program comes with a token that it got from the provider', async () => {
    for (const accessToken of [
      await world.oidc.clientToken(CLIENT, RESOURCE),
      await world.oidc.clientToken(),
    ]) {
      await world.map([
        { local: [{ user: { name: '{0}' } }], remote: [{ type: 'HTTP_OIDC_CLIENT_ID' }] },
      ])
      const got = await world.auth(accessToken)
      expect(got.status, got.text).toBe(201)
      expect(got.body.token.user.name).toBe('stackling')
    }
    await world.map(RULES)
    const get = await world.auth(await world.oidc.sign({ sub: 'getter' }), AUTH, 'GET')
    expect(get.status, get.text).toBe(201)
  })

  test('the token names its identity provider, and is good for nothing but to be scoped', async () => {
    const { group, project } = await world.groupWithProject('staff')
    const claims = { sub: 'ann/1', preferred_username: 'Ann Ö', groups: ['staff', 'unknown'] }
    const { token, body } = await world.arrive(claims)
    expect(body.methods).toEqual(['openid'])
    expect(body.user).toEqual({
      domain: { id: world.domainId, name: world.domainId },
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      name: 'Ann Ö',
      'OS-FEDERATION': {
        groups: [{ id: group.id }],
        identity_provider: { id: 'acme' },
        protocol: { id: 'openid' },
      },
    })
    for (const absent of ['project', 'roles', 'catalog']) expect(body).not.toHaveProperty(absent)
    const places = async (path: string) =>
      (await world.keystone.get(path, { token })).body.projects.map(({ id }: any) => id)
    expect(await places('/auth/projects')).toEqual([project.id])
    expect(await places('/OS-FEDERATION/projects')).toEqual([project.id])
    const scoped = await world.rescope(token, { project: { id: project.id } })
    expect(scoped.status, scoped.text).toBe(201)
    expect(scoped.body.token.methods).toEqual(['openid', 'token'])
    expect(scoped.body.token.roles.map(({ name }: any) => name)).toEqual(['member', 'reader'])
    expect(scoped.body.token.user).toEqual(body.user)
    expect(scoped.body.token.expires_at).toBe(body.expires_at)
    const subject = scoped.headers.get('x-subject-token')!
    const shown = await world.keystone.get('/auth/tokens', { subject })
    expect(shown.body.token.user).toEqual(body.user)
    const other = await world.keystone.make('project', { name: world.keystone.name('closed') })
    expectError(await world.rescope(token, { project: { id: other.id } }), 401, NOT_SIGNED_IN)
    expectError(await world.rescope(token, { system: { all: true } }), 401, NOT_SIGNED_IN)
  })

  test('domains are entered by groups and by roles of one’s own', async () => {
    const group = await world.keystone.make('group', { name: 'heads' })
    await world.keystone.grant('domains', world.domainId, 'groups', group.id, 'reader')
    const claims = { sub: 'head', preferred_username: 'head', groups: ['heads'] }
    const { token, body } = await world.arrive(claims)
    const scoped = await world.rescope(token, { domain: { id: world.domainId } })
    expect(scoped.body.token.roles.map(({ name }: any) => name)).toEqual(['reader'])
    const { domains } = (await world.keystone.get('/auth/domains', { token })).body
    expect(domains.map(({ id }: any) => id)).toEqual([world.domainId])
    const own = await world.keystone.make('project', { name: world.keystone.name('own') })
    await world.keystone.grant('projects', own.id, 'users', body.user.id, 'manager')
    const again = await world.rescope(token, { project: { id: own.id } })
    expect(again.body.token.roles.map(({ name }: any) => name)).toContain('manager')
  })

  test('a user comes back as the same one, by the name of the day', async () => {
    const first = await world.arrive({ sub: 'same', preferred_username: 'Before', groups: ['x'] })
    const claims = { sub: 'same', preferred_username: 'After', groups: ['x'] }
    const second = await world.arrive(claims)
    expect(second.body.user).toEqual({ ...first.body.user, name: 'After' })
    const asked = `/users?unique_id=same&idp_id=acme&protocol_id=openid`
    const { users } = (await world.keystone.get(asked)).body
    expect(users).toMatchObject([{ name: 'After', password_expires_at: null, enabled: true }])
    const shown = (await world.keystone.get(`/users/${first.body.user.id}`)).body.user
    expect(shown.federated).toEqual([
      { idp_id: 'acme', protocols: [{ protocol_id: 'openid', unique_id: 'same' }] },
    ])
    expect(await world.keystone.isValid(first.token)).toBe(true)
  })

  test('somebody who comes twice at once is one user', async () => {
    const claims = { sub: 'twin', preferred_username: 'twin', groups: [] }
    const got = await Promise.all(Array.from({ length: 6 }, () => world.arrive(claims)))
    expect(new Set(got.map(({ body }) => body.user.id)).size).toBe(1)
  })

  test('a name of elsewhere is nobody’s name here', async () => {
    await world.patch('/mappings/users', {
      mapping: {
        rules: [
          {
            local: [{ user: { name: '{0}', domain: { id: 'default' } } }],
            remote: [{ type: 'OIDC-sub' }],
          },
        ],
      },
    })
    const { body } = await world.arrive({ sub: 'admin' })
    await world.map(RULES)
    expect(body.user).toMatchObject({ name: 'admin', domain: { id: 'default' } })
    expect(body.user.id).not.toBe(world.keystone.admin.userId)
    const { token } = await world.cloud.admin()
    expect(await world.keystone.isValid(token)).toBe(true)
    const named = (await world.keystone.get('/users?name=admin&domain_id=default')).body.users
    expect(named).toHaveLength(2)
  })

  test('one user of a domain is not two of its providers', async () => {
    await world.put('/identity_providers/acme/protocols/second', {
      protocol: { mapping_id: 'users' },
    })
    await world.put('/identity_providers/beta', {
      identity_provider: { enabled: true, domain_id: world.domainId },
    })
    await world.put('/identity_providers/beta/protocols/openid', {
      protocol: { mapping_id: 'users' },
    })
    const made = await world.keystone.make('user', {
      name: 'linked',
      federated: [
        { idp_id: 'beta', protocols: [{ protocol_id: 'openid', unique_id: 'shared' }] },
        { idp_id: 'acme', protocols: [{ protocol_id: 'openid', unique_id: 'linked' }] },
      ],
    })
    const linked = await world.arrive({ sub: 'linked', preferred_username: 'other', groups: [] })
    expect(linked.body.user).toMatchObject({ id: made.id, name: 'linked' })
    await world.arrive({ sub: 'taken', preferred_username: 'taken', groups: [] })
    const { users } = (await world.keystone.get('/users?unique_id=taken')).body
    await world.keystone.send('DELETE', '/OS-FEDERATION/identity_providers/acme/protocols/openid')
    await world.put('/identity_providers/acme/protocols/openid', {
      protocol: { mapping_id: 'users' },
    })
    expect(users).toHaveLength(1)
    const token = await world.oidc.sign({ sub: 'taken' })
    for (const method of ['GET', 'POST']) {
      expectError(
        await world.auth(token, AUTH, method),
        409,
        'Conflict occurred attempting to store federated_user - Duplicate entry.',
      )
    }
  })

  test('a mapping may point to a user of ours, who then gets a token of their own', async () => {
    const { user, name, project } = await world.keystone.tenant()
    await world.keystone.change('user', user.id, { default_project_id: project.id })
    const local = (who: object) => [
      { local: [{ user: { type: 'local', ...who } }], remote: [{ type: 'OIDC-sub' }] },
    ]
    await world.map(local({ name: '{0}', domain: { name: 'Default' } }))
    const { body } = await world.arrive({ sub: name })
    expect(body).toMatchObject({ user: { id: user.id, name }, project: { id: project.id } })
    expect(body.user).not.toHaveProperty('OS-FEDERATION')
    expectError(await world.come({ sub: 'not-there' }), 401, NOT_SIGNED_IN)
    await world.map(local({ id: '{0}' }))
    expect((await world.arrive({ sub: user.id })).body.user.id).toBe(user.id)
    const rules = { multi_factor_auth_rules: [['openid', 'password']] }
    await world.keystone.change('user', user.id, { options: rules })
    const half = await world.come({ sub: user.id })
    expect(half.status).toBe(401)
    expect(half.body).toMatchObject({ receipt: { methods: ['openid'] } })
    await world.keystone.change('user', user.id, { options: {}, enabled: false })
    expectError(await world.come({ sub: user.id }), 401, NOT_SIGNED_IN)
    await world.map(RULES)
  })

  test('who is not let in is told as much as is good for them', async () => {
    const ann = await world.oidc.sign({ sub: 'ann' })
    const path = (idp: string, protocol: string) =>
      `/OS-FEDERATION/identity_providers/${idp}/protocols/${protocol}/auth`
    const missing = 'Could not find Identity Provider: none.'
    for (const method of ['GET', 'POST']) {
      expectError(await world.auth(ann, path('none', 'openid'), method), 404, missing)
    }
    expectError(
      await world.auth(ann, path('acme', 'none')),
      404,
      'Could not find federated protocol none for Identity Provider: acme.',
    )
    expectError(await world.auth(ann, path('acme', 'second')), 401, NOT_SIGNED_IN)
    expectError(await world.auth(''), 401, NOT_SIGNED_IN)
    const other = await world.oidc.clientToken(OTHER_CLIENT)
    expectError(await world.auth(other), 401, NOT_SIGNED_IN)
    await world.map([{ local: [{ user: { name: 'x' } }], remote: [{ type: 'nothing' }] }])
    expectError(await world.auth(ann), 401, NOT_SIGNED_IN)
    await world.map([
      { local: [{ user: { name: 'x' }, group: { id: 'none' } }], remote: [{ type: 'OIDC-sub' }] },
    ])
    expectError(await world.auth(ann), 401, NOT_SIGNED_IN)
    await world.map(RULES)
    await world.patch('/identity_providers/acme', { identity_provider: { remote_ids: ['other'] } })
    expectError(
      await world.auth(ann),
      403,
      'Incoming identity provider identifier not included among the accepted identifiers.',
    )
    await world.patch('/identity_providers/acme', {
      identity_provider: { remote_ids: [world.oidc.issuer] },
    })
    await world.patch('/identity_providers/acme/protocols/openid', {
      protocol: { mapping_id: 'users', remote_id_attribute: 'OIDC-absent' },
    })
    expectError(await world.auth(ann), 401, NOT_SIGNED_IN)
    await world.patch('/identity_providers/acme/protocols/openid', {
      protocol: { mapping_id: 'users', remote_id_attribute: 'OIDC-iss' },
    })
    expect((await world.auth(ann)).status).toBe(201)
  })

  test('with the provider, its protocol or the user end the tokens', async () => {
    const claims = { sub: 'leaver', preferred_username: 'leaver', groups: [] }
    const { token, body } = await world.arrive(claims)
    const enable = (enabled: boolean) =>
      world.patch('/identity_providers/acme', { identity_provider: { enabled } })
    await enable(false)
    expect(await world.keystone.isValid(token)).toBe(false)
    for (const method of ['GET', 'POST']) {
      const got = await world.auth(await world.oidc.sign(claims), AUTH, method)
      expectError(got, 403, 'Identity Provider acme is disabled')
    }
    await enable(true)
    const { token: second } = await world.arrive(claims)
    await world.keystone.change('user', body.user.id, { enabled: false })
    expect(await world.keystone.isValid(second)).toBe(false)
    expectError(await world.come(claims), 401, NOT_SIGNED_IN)
    await world.keystone.change('user', body.user.id, { enabled: true })
    const { token: third } = await world.arrive(claims)
    await world.keystone.send('DELETE', '/OS-FEDERATION/identity_providers/acme/protocols/openid')
    expect(await world.keystone.isValid(third)).toBe(false)
    expectError(await world.come(claims), 404, /^Could not find federated protocol openid/)
  })
})
