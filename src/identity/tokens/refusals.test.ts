/** Who is not let in, and what is said of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD, startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

const DEFAULT = { id: 'default' }
const byName = (name: string, password: string, domain: object = DEFAULT) => ({
  methods: ['password'],
  password: { user: { name, domain, password } },
})
const DEMO = byName('demo', DEMO_PASSWORD)
const toProject = (name: string) => ({ project: { name, domain: DEFAULT } })
const malformed = (attribute: string, target: string) =>
  `Expecting to find ${attribute} in ${target}. The server could not comply with the request ` +
  'since it is either malformed or otherwise incorrect. The client is assumed to be in error.'

describe('everybody who does not belong gets the same answer', () => {
  const refused = async (auth: unknown) => {
    const got = await keystone.auth(auth)
    expectError(got, 401, NOT_SIGNED_IN)
    expect(got.text).toBe(
      `{"error":{"code":401,"message":"${NOT_SIGNED_IN}","title":"Unauthorized"}}\n`,
    )
    expect(got.headers.get('www-authenticate')).toBe(
      `Keystone uri="${cloud.app.addresses.get('identity')}/v3"`,
    )
  }

  test.each([
    ['a wrong password', byName('demo', 'wrong')],
    ['an unknown user', byName('nobody', DEMO_PASSWORD)],
    ['an unknown domain', byName('demo', DEMO_PASSWORD, { id: 'nowhere' })],
    [
      'no password',
      { methods: ['password'], password: { user: { name: 'demo', domain: DEFAULT } } },
    ],
    ['an empty password', byName('demo', '')],
    ['no method', { methods: [] }],
  ])('%s', (_, identity) => refused({ identity, scope: toProject('demo') }))

  test.each([
    ['a project one has no role on', toProject('admin')],
    ['an unknown project', toProject('nowhere')],
    ['an unknown project id', { project: { id: 'nowhere' } }],
    ['a domain by the id of a project', { project: { id: 'default' } }],
    ['a domain one has no role on', { domain: DEFAULT }],
    ['an unknown domain', { domain: { name: 'nowhere' } }],
    ['the system', { system: { all: true } }],
    ['a trust', { 'OS-TRUST:trust': { id: 'any' } }],
  ])('%s', (_, scope) => refused({ identity: DEMO, scope }))

  test('a user without a password, a disabled user, a user of a disabled domain', async () => {
    const passwordless = await keystone.make('user', { name: 'passwordless' })
    await refused({
      identity: {
        methods: ['password'],
        password: { user: { id: passwordless.id, password: '' } },
      },
    })
    const { name, user } = await keystone.tenant()
    await keystone.change('user', user.id, { enabled: false })
    await refused({ identity: byName(name, name) })
    const domain = await keystone.make('domain', { name: 'closing' })
    const inside = await keystone.tenant('member', domain.id)
    await keystone.change('domain', domain.id, { enabled: false })
    const { id } = inside.user
    await refused({
      identity: { methods: ['password'], password: { user: { id, password: inside.name } } },
    })
  })

  test('a project of a disabled domain, and the domain itself', async () => {
    const domain = await keystone.make('domain', { name: keystone.name('closing') })
    const { name, user, project } = await keystone.tenant()
    const inside = { name: keystone.name('inside'), domain_id: domain.id }
    const closing = await keystone.make('project', inside)
    await keystone.grant('projects', closing.id, 'users', user.id, 'member')
    await keystone.grant('domains', domain.id, 'users', user.id, 'member')
    const scopes = [
      { project: { id: closing.id } },
      { project: { name: inside.name, domain: { id: domain.id } } },
      { domain: { id: domain.id } },
    ]
    const identity = byName(name, name)
    for (const scope of scopes) expect((await keystone.auth({ identity, scope })).status).toBe(201)
    await keystone.change('domain', domain.id, { enabled: false })
    for (const scope of scopes) await refused({ identity, scope })
    const token = await keystone.issue(user.id, name, { project })
    await refused({ identity: { methods: ['token'], token: { id: token } }, scope: scopes[0] })
  })

  test('leaving the password out, where it happens to be empty', async () => {
    const { id } = await keystone.make('user', { name: 'empty-password', password: '' })
    expect((await keystone.signIn(id, '')).status).toBe(201)
    await refused({ identity: { methods: ['password'], password: { user: { id } } } })
  })

  test('methods that speak of different users', () =>
    refused({
      identity: { ...DEMO, methods: ['password', 'token'], token: { id: keystone.admin.token } },
    }))

  test('a rule that asks for more than was shown', async () => {
    const { name, user } = await keystone.tenant()
    const options = { multi_factor_auth_rules: [['password', 'token']] }
    await keystone.change('user', user.id, { options })
    const got = await keystone.auth({ identity: byName(name, name) })
    expect(got.status).toBe(401)
    expect(got.headers.get('x-subject-token')).toBeNull()
  })

  test('why stands in the log alone', async () => {
    cloud.log.length = 0
    await refused({ identity: byName('demo', 'wrong') })
    expect(JSON.stringify(cloud.log)).toContain('the password is wrong')
    expect(JSON.stringify(cloud.log)).not.toContain(DEMO_PASSWORD)
  })
})

describe('what is malformed is said', () => {
  test.each([
    [null, malformed('auth', 'request body')],
    [
      { identity: DEMO, scope: {} },
      malformed('system, project, domain, OS-TRUST:trust or unscoped', 'scope'),
    ],
    [{ identity: DEMO, scope: { project: { name: 'demo' } } }, malformed('domain', 'project')],
    [
      { identity: DEMO, scope: { system: { all: true }, domain: DEFAULT } },
      malformed('system, project, domain, OS-TRUST:trust or unscoped', 'scope'),
    ],
    [
      { identity: { methods: ['password'], password: { user: { name: 'demo', password: 'x' } } } },
      malformed('domain', 'user'),
    ],
    [{ identity: { methods: ['password'] } }, malformed('password', 'identity')],
    [{ identity: { methods: ['password'], password: {} } }, malformed('user', 'None')],
    [
      { identity: { methods: ['password'], password: { user: {} } } },
      'Invalid input for field identity/password/user: id or name must be present.',
    ],
    [
      { identity: byName('demo', 'x', {}) },
      'Invalid input for field identity/password/user/domain: id or name must be present.',
    ],
    [
      { identity: DEMO, scope: { project: {} } },
      'Invalid input for field scope/project: id or name must be present.',
    ],
    [
      { identity: DEMO, scope: { domain: {} } },
      'Invalid input for field scope/domain: id or name must be present.',
    ],
  ])('%j', async (auth, message) => {
    expectError(await keystone.auth(auth), 400, message)
  })

  test('a wrong type, with the schema and the value laid out', async () => {
    const got = await keystone.auth({ identity: { methods: 'password' } })
    expectError(
      got,
      400,
      "Invalid input for field 'identity/methods': 'password' is not of type 'array'\n\n" +
        "Failed validating 'type' in schema['properties']['identity']['properties']['methods']:\n" +
        "    {'type': 'array', 'items': {'type': 'string'}}\n\n" +
        "On instance['identity']['methods']:\n    'password'",
    )
  })

  test.each(['', '[]', '"text"', '{', 'null'])('a body of %j', async (body) => {
    const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', { body })
    const wanted =
      body === '' ? malformed('auth', 'request body') : malformed('valid JSON', 'request body')
    expectError(got, 400, wanted)
  })

  test('a body that is not called JSON', async () => {
    const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', {
      body: '{}',
      headers: { 'Content-Type': 'text/plain' },
    })
    expectError(got, 400, malformed('application/json', 'Content-Type header'))
  })

  test('an unknown method, with the ones there are', async () => {
    const got = await keystone.auth({ identity: { methods: ['magic'], magic: {} } })
    expectError(got, 401, 'Attempted to authenticate with an unsupported method.')
    expect(got.body.error.identity).toEqual({
      methods: ['password', 'token', 'totp', 'application_credential', 'oauth1'],
    })
  })

  test('`__proto__` in a body is a name like any other', async () => {
    const body = '{"auth": {"identity": {"methods": ["__proto__"], "__proto__": {}}}}'
    const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', { body })
    expectError(got, 401, 'Attempted to authenticate with an unsupported method.')
  })
})
