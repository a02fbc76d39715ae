/** Whatever takes a right away ends the tokens that rest on it, with the next request. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

/** A file behaves as memory does here. */
const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

describe.each(DATABASES)('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  let database: string

  beforeAll(async () => {
    database = await backend.url('migrated')
    cloud = await startCloud({ database })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  type Tenant = Awaited<ReturnType<Keystone['tenant']>>
  const ends = async (tenant: Tenant, what: () => Promise<unknown>) => {
    expect(await keystone.isValid(tenant.token)).toBe(true)
    await what()
    expect(await keystone.isValid(tenant.token)).toBe(false)
  }

  test('disabling the user, for good', async () => {
    const tenant = await keystone.tenant()
    const { id } = tenant.user
    await ends(tenant, () => keystone.change('user', id, { enabled: false }))
    await keystone.change('user', id, { enabled: true })
    expect(await keystone.isValid(tenant.token)).toBe(false)
    expect((await keystone.signIn(id, tenant.name)).status).toBe(201)
  })

  test('a new password, given or chosen', async () => {
    const given = await keystone.tenant()
    await ends(given, () => keystone.change('user', given.user.id, { password: 'new' }))
    expect((await keystone.signIn(given.user.id, given.name)).status).toBe(401)
    expect(await keystone.issue(given.user.id, 'new')).toBeTruthy()
    const chosen = await keystone.tenant()
    const user = { original_password: chosen.name, password: 'new' }
    await ends(chosen, () =>
      keystone.send('POST', `/users/${chosen.user.id}/password`, { body: { user } }),
    )
  })

  test('deleting the user', async () => {
    const tenant = await keystone.tenant()
    await ends(tenant, () => keystone.remove('user', tenant.user.id))
  })

  test('disabling the project, for good; other scopes go on', async () => {
    const tenant = await keystone.tenant()
    const unscoped = await keystone.issue(tenant.user.id, tenant.name, 'unscoped')
    const { id } = tenant.project
    await ends(tenant, () => keystone.change('project', id, { enabled: false }))
    expect(await keystone.isValid(unscoped)).toBe(true)
    await keystone.change('project', id, { enabled: true })
    expect(await keystone.isValid(tenant.token)).toBe(false)
  })

  test('deleting the project', async () => {
    const tenant = await keystone.tenant()
    await ends(tenant, () => keystone.remove('project', tenant.project.id))
  })

  test('disabling the domain of the user, for good', async () => {
    const domain = await keystone.make('domain', { name: keystone.name('domain') })
    const tenant = await keystone.tenant('member', domain.id)
    await ends(tenant, () => keystone.change('domain', domain.id, { enabled: false }))
    await keystone.change('domain', domain.id, { enabled: true })
    expect(await keystone.isValid(tenant.token)).toBe(false)
    expect((await keystone.signIn(tenant.user.id, tenant.name)).status).toBe(201)
  })

  test('taking the last role', async () => {
    const tenant = await keystone.tenant()
    const path = await keystone.grant(
      'projects',
      tenant.project.id,
      'users',
      tenant.user.id,
      'member',
    )
    await ends(tenant, () => keystone.send('DELETE', path))
  })

  test('leaving the group that the roles came from', async () => {
    const tenant = await keystone.tenant()
    const group = await keystone.make('group', { name: keystone.name('group') })
    const { project, user } = tenant
    await keystone.send('PUT', `/groups/${group.id}/users/${user.id}`)
    await keystone.grant('projects', project.id, 'groups', group.id, 'reader')
    const own = await keystone.grant('projects', project.id, 'users', user.id, 'member')
    await keystone.send('DELETE', own)
    await ends(tenant, () => keystone.send('DELETE', `/groups/${group.id}/users/${user.id}`))
  })

  test('deleting the role', async () => {
    const role = await keystone.make('role', { name: keystone.name('role') })
    const tenant = await keystone.tenant(role.name)
    await ends(tenant, () => keystone.remove('role', role.id))
  })

  test('a role that comes or goes counts with the next request', async () => {
    const tenant = await keystone.tenant('reader')
    const list = () => keystone.get('/users', { token: tenant.token })
    expectError(
      await list(),
      403,
      'You are not authorized to perform the requested action: identity:list_users.',
    )
    const path = await keystone.grant(
      'projects',
      tenant.project.id,
      'users',
      tenant.user.id,
      'admin',
    )
    expect((await list()).status).toBe(200)
    await keystone.send('DELETE', path)
    expect((await list()).status).toBe(403)
    expect(await keystone.isValid(tenant.token)).toBe(true)
  })

  test('another replica knows at once', async () => {
    if (!backend.shared) return
    await using second = await startCloud({ database })
    const tenant = await keystone.tenant()
    const there = await second.request('identity', 'GET', '/v3/auth/projects', tenant)
    expect(there.status).toBe(200)
    await keystone.change('user', tenant.user.id, { enabled: false })
    const after = await second.request('identity', 'GET', '/v3/auth/projects', tenant)
    expect(after.status).toBe(401)
  })
})

test('somebody else’s tokens go on', async () => {
  await using cloud = await startCloud()
  const keystone = await Keystone.of(cloud)
  const [one, other] = [await keystone.tenant(), await keystone.tenant()]
  await keystone.remove('user', one.user.id)
  expect(await keystone.isValid(other.token)).toBe(true)
  expect(await keystone.issue(keystone.admin.userId, ADMIN_PASSWORD)).toBeTruthy()
})
