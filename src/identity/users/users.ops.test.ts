import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())

const create = (user: unknown) => keystone.send('POST', '/users', { body: { user } })
const change = (id: string, user: unknown) =>
  keystone.send('PATCH', `/users/${id}`, { body: { user } })
const names = async (query: string): Promise<string[]> => {
  const got = await keystone.get(`/users?${query}`)
  return got.body.users.map((user: { name: string }) => user.name)
}
const forbidden = (action: string) =>
  `You are not authorized to perform the requested action: identity:${action}.`

describe('making a user', () => {
  test('an option that is set to null is gone', async () => {
    const options = { multi_factor_auth_rules: [['password']], lock_password: true }
    const user = await keystone.make('user', { name: keystone.name('options'), options })
    const change = (changes: object) =>
      keystone.send('PATCH', `/users/${user.id}`, { body: { user: { options: changes } } })
    const got = await change({ multi_factor_auth_rules: null, lock_password: null })
    expect(got.status).toBe(200)
    expect(got.body.user.options).toEqual({})
    expect((await change({ multi_factor_auth_rules: 'x' })).status).toBe(400)
  })

  test('answers with all attributes, and never with the password', async () => {
    const user = await keystone.make('user', {
      name: 'first',
      password: 'secret-1',
      email: 'a@b',
      description: 'd',
      default_project_id: 'somewhere',
      options: { ignore_password_expiry: true },
    })
    expect(Object.keys(user)).toEqual([
      'email',
      'description',
      'id',
      'name',
      'domain_id',
      'enabled',
      'default_project_id',
      'password_expires_at',
      'options',
      'links',
    ])
    expect(user).toMatchObject({
      domain_id: 'default',
      enabled: true,
      password_expires_at: null,
      options: { ignore_password_expiry: true },
    })
    expect((await keystone.get(`/users/${user.id}`)).body.user).toEqual(user)
    expect((await keystone.get('/users')).text).not.toContain('scrypt')
    expect(JSON.stringify(cloud.log)).not.toContain('secret-1')
  })

  test('belongs to the domain of the token, unless another is named', async () => {
    const domain = await keystone.make('domain', { name: 'users-domain' })
    await keystone.grant('domains', domain.id, 'users', keystone.admin.userId, 'admin')
    const token = await keystone.adminScopedTo({ domain: { id: domain.id } })
    const body = { user: { name: 'here' } }
    const got = await keystone.send('POST', '/users', { token, body })
    expect(got.body.user.domain_id).toBe(domain.id)
  })

  test.each([
    [
      { name: 'admin' },
      409,
      /^Conflict occurred attempting to store user - Duplicate entry found with name admin at domain ID default\.$/,
    ],
    [{ name: 'x', domain_id: 'nowhere' }, 404, 'Could not find domain: nowhere.'],
    [
      { name: 'x', default_project_id: 'default' },
      400,
      "User's default project ID cannot be a domain ID: default",
    ],
    [{}, 400, "Invalid input for field/attribute user. Value: {}. 'name' is a required property"],
    [
      { name: 1 },
      400,
      "Invalid input for field/attribute name. Value: 1. 1 is not of type 'string'",
    ],
    [
      { name: 'x', domain_id: null },
      400,
      /^Invalid input for field\/attribute domain_id. Value: None. None is not/,
    ],
    [
      { name: 'x', options: { foo: 1 } },
      400,
      /^Invalid input for field\/attribute options. Value: {'foo': 1}. Additional/,
    ],
  ])('%j is refused', async (user, status, message) => {
    expectError(await create(user), status, message)
  })
})

describe('listing users', () => {
  test('filters by name, state, domain and parts of names', async () => {
    await keystone.make('user', { name: 'List-A', enabled: false })
    await keystone.make('user', { name: 'list-b' })
    expect(await names('name=list-b')).toEqual(['list-b'])
    expect((await names('name__icontains=LIST-')).sort()).toEqual(['List-A', 'list-b'])
    expect(await names('enabled=false')).toContain('List-A')
    expect(await names('enabled=1')).not.toContain('List-A')
    expect(await names('domain_id=nowhere')).toEqual([])
    expect(await names('idp_id=x')).toEqual([])
    expect(await names('password_expires_at=lt:2026-01-01T00:00:00Z')).toEqual([])
  })

  test('the reader of a domain sees its users alone', async () => {
    const domain = await keystone.make('domain', { name: 'list-domain' })
    const user = await keystone.make('user', { name: 'r', password: 'r', domain_id: domain.id })
    await keystone.grant('domains', domain.id, 'users', user.id, 'reader')
    const token = await keystone.issue(user.id, 'r', { domain })
    const { body } = await keystone.get('/users', { token })
    expect(body.users.map((one: { id: string }) => one.id)).toEqual([user.id])
  })
})

describe('changing a user', () => {
  test('takes what is sent and keeps the rest; null clears', async () => {
    const { id } = await keystone.make('user', { name: 'change', a: 1, default_project_id: 'p' })
    const changed = await keystone.change('user', id, { name: ' changed ', b: 2 })
    expect(changed).toMatchObject({ name: 'changed', a: 1, b: 2, default_project_id: 'p' })
    const cleared = await keystone.change('user', id, { default_project_id: null, a: null })
    expect(cleared.default_project_id).toBeUndefined()
    expect(cleared.a).toBeNull()
  })

  test('without a change of password or state leaves tokens alone', async () => {
    const { user, token } = await keystone.tenant()
    await keystone.change('user', user.id, { email: 'x@y', enabled: true })
    expect(await keystone.isValid(token)).toBe(true)
  })

  test.each([
    [{ id: 'x' }, 400, 'Cannot change ID'],
    [{ domain_id: 'x' }, 400, 'Cannot change Domain ID'],
    [{ name: 'admin' }, 409, /Duplicate entry found with name admin\.$/],
    [{}, 400, 'Invalid input for field/attribute user. Value: {}. {} should be non-empty'],
  ])('%j is refused', async (changes, status, message) => {
    expectError(await change(demo.userId, changes), status, message)
  })

  test('what is wrong with the body comes before what is not there', async () => {
    expectError(await change('nobody', {}), 400, /should be non-empty/)
    expectError(await change('nobody', { name: 'x' }), 404, 'Could not find user: nobody.')
  })
})

describe('one’s own password', () => {
  const setPassword = (id: string, user: unknown) =>
    cloud.request('identity', 'POST', `/v3/users/${id}/password`, { body: { user } })

  test('is changed with the old one, without a token', async () => {
    const { name, user } = await keystone.tenant()
    const got = await setPassword(user.id, { original_password: name, password: 'new' })
    expect(got.status).toBe(204)
    expect((await keystone.signIn(user.id, 'new')).status).toBe(201)
    expect((await keystone.signIn(user.id, name)).status).toBe(401)
  })

  test('is not changed with a wrong one, nor for somebody unknown', async () => {
    for (const id of [demo.userId, 'nobody']) {
      const got = await setPassword(id, { original_password: 'wrong', password: 'new' })
      expectError(got, 401, NOT_SIGNED_IN)
    }
  })

  test('is not changed where an administrator has locked it', async () => {
    const { name, user } = await keystone.tenant()
    await keystone.change('user', user.id, { options: { lock_password: true } })
    expectError(
      await setPassword(user.id, { original_password: name, password: 'new' }),
      400,
      /^You cannot change your password at this time due to password policy/,
    )
  })

  test('takes both passwords, and nothing else', async () => {
    expectError(
      await setPassword(demo.userId, { password: 'new' }),
      400,
      /^'original_password' is a required property/,
    )
    const more = { original_password: 'a', password: 'b', name: 'c' }
    expectError(await setPassword(demo.userId, more), 400, /^Additional properties are not allowed/)
  })

  test('there is nothing to GET', async () => {
    const got = await keystone.get(`/users/${demo.userId}/password`)
    expectError(got, 405, 'The method is not allowed for the requested URL.')
    expect(got.headers.get('allow')).toContain('POST')
  })
})

test('a deleted user is gone, and so are her roles', async () => {
  const { user } = await keystone.tenant()
  await keystone.remove('user', user.id)
  expectError(await keystone.get(`/users/${user.id}`), 404, `Could not find user: ${user.id}.`)
  expect(
    (await keystone.get(`/role_assignments?user.id=${user.id}`)).body.role_assignments,
  ).toEqual([])
})

test('the projects and groups of a user', async () => {
  const { user, project, token } = await keystone.tenant()
  const parent = await keystone.make('project', { name: 'through-group' })
  const group = await keystone.make('group', { name: 'user-groups' })
  await keystone.send('PUT', `/groups/${group.id}/users/${user.id}`)
  await keystone.grant('projects', parent.id, 'groups', group.id, 'reader')
  const got = await keystone.get(`/users/${user.id}/projects`, { token })
  const ids = got.body.projects.map((one: { id: string }) => one.id)
  expect(new Set(ids)).toEqual(new Set([project.id, parent.id]))
  const groups = await keystone.get(`/users/${user.id}/groups`, { token })
  expect(groups.body.groups).toEqual([{ ...group, membership_expires_at: null }])
  const other = await keystone.get(`/users/${keystone.admin.userId}/groups`, { token })
  expectError(other, 403, forbidden('list_groups_for_user'))
})

describe('who may', () => {
  test('a user sees herself, and learns nothing of others or of who is not there', async () => {
    const { token } = demo
    expect((await keystone.get(`/users/${demo.userId}`, { token })).status).toBe(200)
    for (const id of [keystone.admin.userId, 'nobody']) {
      expectError(await keystone.get(`/users/${id}`, { token }), 403, forbidden('get_user'))
    }
    const body = { user: { enabled: true } }
    const own = await keystone.send('PATCH', `/users/${demo.userId}`, { token, body })
    expectError(own, 403, forbidden('update_user'))
  })

  test('the manager of a domain makes users in it and nowhere else', async () => {
    const domain = await keystone.make('domain', { name: 'managed-users' })
    const user = await keystone.make('user', { name: 'm', password: 'm', domain_id: domain.id })
    await keystone.grant('domains', domain.id, 'users', user.id, 'manager')
    const token = await keystone.issue(user.id, 'm', { domain })
    const make = (domain_id: string) =>
      keystone.send('POST', '/users', { token, body: { user: { name: 'made', domain_id } } })
    expect((await make(domain.id)).status).toBe(201)
    expectError(await make('default'), 403, forbidden('create_user'))
    const refused = await keystone.send('DELETE', `/users/${demo.userId}`, { token })
    expectError(refused, 403, forbidden('delete_user'))
  })
})
