import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

test('a group is made, listed, shown, changed and deleted', async () => {
  const group = await keystone.make('group', { name: 'one', color: 'red' })
  expect(Object.keys(group)).toEqual(['color', 'id', 'name', 'domain_id', 'description', 'links'])
  expect(group).toMatchObject({ domain_id: 'default', description: '' })
  expect((await keystone.get(`/groups/${group.id}`)).body.group).toEqual(group)
  expect((await keystone.get('/groups?name=one')).body.groups).toEqual([group])
  expect((await keystone.get('/groups?domain_id=nowhere')).body.groups).toEqual([])
  const changed = await keystone.change('group', group.id, { description: null, size: 2 })
  expect(changed).toEqual({ ...group, description: null, size: 2 })
  await keystone.remove('group', group.id)
  expectError(await keystone.get(`/groups/${group.id}`), 404, `Could not find group: ${group.id}.`)
})

test('names are taken once in a domain, which must be there', async () => {
  await keystone.make('group', { name: 'taken' })
  const other = await keystone.make('group', { name: 'other' })
  const create = (group: object) => keystone.send('POST', '/groups', { body: { group } })
  expectError(
    await create({ name: 'taken' }),
    409,
    'Conflict occurred attempting to store group - Duplicate entry found with name taken at ' +
      'domain ID default.',
  )
  expectError(
    await create({ name: 'x', domain_id: 'nowhere' }),
    404,
    'Could not find domain: nowhere.',
  )
  expectError(await create({}), 400, /^Invalid .* group. Value: {}. 'name' is a required property$/)
  const change = (group: object) =>
    keystone.send('PATCH', `/groups/${other.id}`, { body: { group } })
  expectError(await change({ name: 'taken' }), 409, /Duplicate entry found with name taken\.$/)
  expectError(await change({ id: 'x' }), 400, 'Cannot change ID')
  expectError(await change({ domain_id: 'x' }), 400, 'Cannot change Domain ID')
})

test('members come and go', async () => {
  const group = await keystone.make('group', { name: 'members' })
  const { user } = await keystone.tenant()
  const path = `/groups/${group.id}/users/${user.id}`
  const notThere = `User '${user.id}' not found in group '${group.id}'`
  expectError(await keystone.get(path), 404, notThere)
  expect((await keystone.send('PUT', path)).status).toBe(204)
  expect((await keystone.send('PUT', path)).status).toBe(204)
  expect((await keystone.get(path)).status).toBe(204)
  expect((await keystone.send('HEAD', path)).status).toBe(204)
  const { body } = await keystone.get(`/groups/${group.id}/users`)
  expect(body.users.map((one: { id: string }) => one.id)).toEqual([user.id])
  expect((await keystone.get(`/groups/${group.id}/users?name=x`)).body.users).toEqual([])
  expect((await keystone.send('DELETE', path)).status).toBe(204)
  expectError(await keystone.send('DELETE', path), 404, notThere)
  expectError(
    await keystone.send('PUT', `/groups/nowhere/users/${user.id}`),
    404,
    'Could not find group: nowhere.',
  )
  expectError(
    await keystone.send('PUT', `/groups/${group.id}/users/nobody`),
    404,
    'Could not find user: nobody.',
  )
})

test('a member of the cloud sees no group, there or not', async () => {
  const { token } = await cloud.demo()
  const group = await keystone.make('group', { name: 'hidden' })
  for (const path of ['/groups', `/groups/${group.id}`, '/groups/nowhere', '/groups/x/users']) {
    expect((await keystone.get(path, { token })).status, path).toBe(403)
  }
})

test('the manager of a domain puts its users into its groups, and no others', async () => {
  const domain = await keystone.make('domain', { name: 'groups-domain' })
  const inside = { domain_id: domain.id }
  const user = await keystone.make('user', { name: 'm', password: 'm', ...inside })
  const group = await keystone.make('group', { name: 'g', ...inside })
  await keystone.grant('domains', domain.id, 'users', user.id, 'manager')
  const token = await keystone.issue(user.id, 'm', { domain })
  const add = (userId: string) =>
    keystone.send('PUT', `/groups/${group.id}/users/${userId}`, { token })
  expect((await add(user.id)).status).toBe(204)
  expect((await add(keystone.admin.userId)).status).toBe(403)
  const list = await keystone.get('/groups', { token })
  expect(list.body.groups.map((one: { id: string }) => one.id)).toEqual([group.id])
})
