import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

let cloud: Cloud
let keystone: Keystone
let base: string
const clock = new ManualClock()

beforeAll(async () => {
  cloud = await startCloud({ clock })
  keystone = await Keystone.of(cloud)
  base = `${cloud.app.addresses.get('identity')}/v3`
})
afterAll(() => cloud.app.stop())

type Tenant = Awaited<ReturnType<Keystone['tenant']>>

const pathOf = ({ user }: Tenant, id = '') =>
  `/users/${user.id}/application_credentials${id && `/${id}`}`

const send = (tenant: Tenant, attributes: object, token = tenant.token) =>
  keystone.send('POST', pathOf(tenant), { token, body: { application_credential: attributes } })

async function make(tenant: Tenant, attributes: object = {}): Promise<any> {
  const got = await send(tenant, { name: keystone.name('app'), ...attributes })
  expect(got.status, got.text).toBe(201)
  return got.body.application_credential
}

const signIn = (credential: object, more: object = {}) =>
  keystone.auth({
    identity: { methods: ['application_credential'], application_credential: credential },
    ...more,
  })

async function tokenOf(made: { id: string; secret: string }): Promise<string> {
  const got = await signIn({ id: made.id, secret: made.secret })
  expect(got.status, got.text).toBe(201)
  return got.headers.get('x-subject-token')!
}

describe('making an application credential', () => {
  test('answers with the secret, once, and never keeps it', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant, { name: 'ci', description: 'd' })
    expect(Object.keys(made)).toEqual([
      ...['id', 'name', 'description', 'user_id', 'project_id', 'system', 'expires_at'],
      ...['unrestricted', 'roles', 'secret', 'links'],
    ])
    expect(made).toMatchObject({
      description: 'd',
      user_id: tenant.user.id,
      project_id: tenant.project.id,
      expires_at: null,
      unrestricted: null,
      links: { self: `${base}/application_credentials/${made.id}` },
    })
    expect(made.secret).toMatch(/^[\w-]{86}$/)
    expect(made.roles.map(({ name }: { name: string }) => name).sort()).toEqual([
      'member',
      'reader',
    ])
    const shown = await keystone.get(pathOf(tenant, made.id), { token: tenant.token })
    const { secret, ...rest } = made
    expect(shown.body.application_credential).toEqual(rest)
    expect(JSON.stringify(cloud.log)).not.toContain(secret)
  })

  test.each([
    [{}, 400, /^Invalid .* application_credential. Value: {}. 'name' is a required property$/],
    [{ name: 'x', expires_at: 'soon' }, 400, /^Timestamp not in expected format\./],
    [{ name: 'x', expires_at: '2000-01-01T00:00:00' }, 400, /^The 'expires_at' must not be before/],
    [{ name: 'x', roles: [{ name: 'nope' }] }, 404, 'Role nope is not defined'],
    [
      { name: 'x', roles: [{ name: 'admin' }] },
      400,
      'Invalid application credential: Cannot create an application credential with unassigned role',
    ],
    [{ name: 'x', access_rules: [{ id: 'nope' }] }, 400, /Could not find Access Rule: nope\.$/],
    [{ name: 'x', access_rules: [{ method: 'EAT' }] }, 400, / 'EAT' is not one of \['DELETE',/],
  ])('%j is refused', async (attributes, status, message) => {
    expectError(await send(await keystone.tenant(), attributes), status, message)
  })

  test('under a name of one’s own that is taken is refused', async () => {
    const tenant = await keystone.tenant()
    await make(tenant, { name: 'same' })
    await make(await keystone.tenant(), { name: 'same' })
    expectError(
      await send(tenant, { name: 'same' }),
      409,
      'Conflict occurred attempting to store application_credential - ' +
        'Duplicate entry found with name same.',
    )
  })

  test('is for oneself only, administrators included', async () => {
    const tenant = await keystone.tenant()
    const got = await send(tenant, { name: 'x' }, keystone.admin.token)
    expectError(got, 403, /identity:create_application_credential\.$/)
  })
})

describe('signing in', () => {
  test('gives the credential’s project and roles, by id or by name', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant, { name: 'login', roles: [{ name: 'reader' }] })
    const { secret } = made
    for (const named of [
      { id: made.id },
      { name: 'login', user: { id: tenant.user.id } },
      { name: 'login', user: { name: tenant.name, domain: { id: 'default' } } },
    ]) {
      const { status, body } = await signIn({ ...named, secret })
      expect(status).toBe(201)
      expect(body.token).toMatchObject({
        methods: ['application_credential'],
        project: { id: tenant.project.id },
        user: { id: tenant.user.id },
        roles: [{ name: 'reader' }],
        application_credential: { id: made.id, name: 'login', restricted: true },
      })
    }
  })

  test('nobody else is let in by the same answer as for a wrong secret', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant, { name: 'mine' })
    const { secret } = made
    for (const wrong of [
      { id: made.id, secret: 'wrong' },
      { id: made.id },
      { name: 'other', user: { id: tenant.user.id }, secret },
      { name: 'mine', user: { id: keystone.admin.userId }, secret },
      { name: 'mine', user: { id: 'nobody' }, secret },
    ]) {
      expectError(await signIn(wrong), 401, NOT_SIGNED_IN)
    }
    expectError(
      await signIn({ id: 'nope', secret }),
      404,
      'Could not find Application Credential: nope.',
    )
    expectError(await signIn({ name: 'mine', secret }), 400, /^Expecting to find user in/)
    expectError(await signIn({ secret }), 400, /^Expecting to find name or ID in/)
  })

  test('a user beside the id does not make one somebody else', async () => {
    const made = await make(await keystone.tenant())
    const asked = { id: made.id, secret: made.secret, user: { id: keystone.admin.userId } }
    const { body } = await signIn(asked)
    expect(body.token.user.id).toBe(made.user_id)
  })

  test('takes no scope', async () => {
    const made = await make(await keystone.tenant())
    const scope = { system: { all: true } }
    expectError(
      await signIn({ id: made.id, secret: made.secret }, { scope }),
      401,
      /Application credentials cannot request a scope\.$/,
    )
  })

  test('shows its access rules in the order in which they were given', async () => {
    const tenant = await keystone.tenant()
    const rules = [...'dacbfe'].map((letter) => ({
      service: 'volume',
      method: 'GET',
      path: `/v3/${letter}`,
    }))
    const made = await make(tenant, { access_rules: rules })
    const shown = await keystone.send(
      'GET',
      `/users/${tenant.user.id}/application_credentials/${made.id}`,
      { token: tenant.token },
    )
    expect(made.access_rules).toMatchObject(rules)
    expect(shown.body.application_credential.access_rules).toMatchObject(rules)
  })

  test('shows the end to the microsecond as it was asked for', async () => {
    const end = '2999-01-31T12:30:01.041179'
    const made = await make(await keystone.tenant(), { expires_at: end })
    expect(made.expires_at).toBe(end)
    const rounded = await make(await keystone.tenant(), { expires_at: '2999-01-31T12:30:01Z' })
    expect(rounded.expires_at).toBe('2999-01-31T12:30:01.000000')
  })

  test('ends when the credential does, and so do its tokens', async () => {
    const end = new Date(clock.now() + 60_000).toISOString()
    const made = await make(await keystone.tenant(), { expires_at: end })
    const got = await signIn({ id: made.id, secret: made.secret })
    expect(Date.parse(got.body.token.expires_at)).toBe(Date.parse(end))
    const token = got.headers.get('x-subject-token')!
    clock.advance(60_000)
    expect(await keystone.isValid(token)).toBe(false)
    expectError(await signIn({ id: made.id, secret: made.secret }), 401, NOT_SIGNED_IN)
  })
})

describe('what such a token may not do', () => {
  test('reach another project, or a scope without one, by way of the token method', async () => {
    const tenant = await keystone.tenant()
    const other = await keystone.make('project', { name: keystone.name('other') })
    await keystone.grant('projects', other.id, 'users', tenant.user.id, 'member')
    const token = await tokenOf(await make(tenant))
    const identity = { methods: ['token'], token: { id: token } }
    for (const scope of [{ project: { id: other.id } }, 'unscoped']) {
      const got = await keystone.auth({ identity, scope })
      expectError(got, 403, /Using an application credential token to create a scoped token/)
    }
    const again = await keystone.auth({ identity })
    expect(again.body.token).toMatchObject({
      project: { id: tenant.project.id },
      application_credential: { restricted: true },
    })
  })

  test('make or delete application credentials, unless it is unrestricted', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant)
    const token = await tokenOf(made)
    const refusal = /Using method 'application_credential' is not allowed for managing additional/
    expectError(await send(tenant, { name: 'more' }, token), 403, refusal)
    const path = pathOf(tenant, made.id)
    expectError(await keystone.send('DELETE', path, { token }), 403, refusal)
    const free = await tokenOf(await make(tenant, { unrestricted: true }))
    expect((await send(tenant, { name: 'more' }, free)).status).toBe(201)
  })

  test('pass on more roles than it has', async () => {
    const tenant = await keystone.tenant('member')
    const attributes = { unrestricted: true, roles: [{ name: 'reader' }] }
    const token = await tokenOf(await make(tenant, attributes))
    const got = await send(tenant, { name: 'more', roles: [{ name: 'member' }] }, token)
    expectError(got, 400, /with unassigned role$/)
    const copy = await send(tenant, { name: 'same' }, token)
    const names = copy.body.application_credential.roles.map((role: { name: string }) => role.name)
    expect(names).toEqual(['reader'])
  })

  test('show, change or take another user’s', async () => {
    const tenant = await keystone.tenant()
    const other = await keystone.tenant()
    const made = await make(tenant)
    // Under the own path, with another's id.
    for (const method of ['GET', 'DELETE']) {
      const got = await keystone.send(method, pathOf(other, made.id), { token: other.token })
      expect(got.status).toBe(403)
    }
  })
})

describe('a token ends', () => {
  test('with its credential', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant)
    const token = await tokenOf(made)
    const got = await keystone.send('DELETE', pathOf(tenant, made.id), { token: tenant.token })
    expect(got.status).toBe(204)
    expect(await keystone.isValid(token)).toBe(false)
    const gone = await keystone.get(pathOf(tenant, made.id), { token: tenant.token })
    expectError(gone, 404, `Could not find Application Credential: ${made.id}.`)
  })

  test('with the role of its owner, one by one', async () => {
    const tenant = await keystone.tenant('member')
    const path = await keystone.grant(
      'projects',
      tenant.project.id,
      'users',
      tenant.user.id,
      'reader',
    )
    const made = await make(tenant, { roles: [{ name: 'member' }] })
    const token = await tokenOf(made)
    const member = path.replace(/[^/]+$/, await keystone.roleId('member'))
    expect((await keystone.send('DELETE', member)).status).toBe(204)
    const shown = await keystone.get('/auth/tokens', { subject: token })
    expect(shown.body.token.roles.map(({ name }: { name: string }) => name)).toEqual(['reader'])
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    expect(await keystone.isValid(token)).toBe(false)
  })

  test('with its owner', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant)
    const token = await tokenOf(made)
    await keystone.change('user', tenant.user.id, { enabled: false })
    expect(await keystone.isValid(token)).toBe(false)
    // Disabled once, they are gone for good.
    await keystone.change('user', tenant.user.id, { enabled: true })
    expect((await signIn({ id: made.id, secret: made.secret })).status).toBe(404)
  })
})
