import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

const create = (domain: unknown) => keystone.send('POST', '/domains', { body: { domain } })

test('a domain is made, listed, shown, changed', async () => {
  const made = await keystone.make('domain', { name: 'one', color: 'red' })
  expect(Object.keys(made)).toEqual([
    'color',
    'id',
    'name',
    'description',
    'enabled',
    'tags',
    'options',
    'links',
  ])
  expect(made).toMatchObject({ description: '', enabled: true, tags: [], options: {} })
  expect((await keystone.get(`/domains/${made.id}`)).body.domain).toEqual(made)
  expect((await keystone.get('/domains?name=one')).body.domains).toEqual([made])
  expect((await keystone.get('/domains?name__contains=zzz')).body.domains).toEqual([])
  const changed = await keystone.change('domain', made.id, { description: 'first' })
  expect(changed).toEqual({ ...made, description: 'first' })
})

test('a domain may bring its id, if that is one', async () => {
  const id = '0123456789abcdef0123456789abcdef'
  expect((await keystone.make('domain', { name: 'own-id', explicit_domain_id: id })).id).toBe(id)
  expectError(
    await create({ name: 'bad-id', explicit_domain_id: 'abc' }),
    400,
    'Domain ID does not conform to required UUID format.',
  )
})

test('a name is taken once', async () => {
  expectError(
    await create({ name: 'Default' }),
    409,
    'Conflict occurred attempting to store project - it is not permitted to have two projects ' +
      'acting as domains with the same name: Default.',
  )
  const { id } = await keystone.make('domain', { name: 'second' })
  const body = { domain: { name: 'Default' } }
  expect((await keystone.send('PATCH', `/domains/${id}`, { body })).status).toBe(409)
})

test('what is not there is not found, and a project is no domain', async () => {
  expectError(await keystone.get('/domains/nowhere'), 404, 'Could not find domain: nowhere.')
  const { projectId } = keystone.admin
  expectError(
    await keystone.get(`/domains/${projectId}`),
    404,
    `Could not find domain: ${projectId}.`,
  )
})

describe('deleting a domain', () => {
  test('takes disabling it first', async () => {
    expectError(
      await keystone.send('DELETE', '/domains/default'),
      403,
      'Cannot delete a domain that is enabled, please disable it first.',
    )
  })

  test('takes everything in it along', async () => {
    const domain = await keystone.make('domain', { name: 'going' })
    const inside = { domain_id: domain.id }
    const parent = await keystone.make('project', { name: 'p', ...inside })
    const child = await keystone.make('project', { name: 'c', parent_id: parent.id, ...inside })
    const user = await keystone.make('user', { name: 'u', ...inside })
    const group = await keystone.make('group', { name: 'g', ...inside })
    const role = await keystone.make('role', { name: 'r', ...inside })
    await keystone.send('PUT', `/groups/${group.id}/users/${user.id}`)
    await keystone.grant('projects', keystone.admin.projectId, 'users', user.id, 'reader')
    await keystone.grant('domains', domain.id, 'users', keystone.admin.userId, 'reader')
    await keystone.change('domain', domain.id, { enabled: false })
    await keystone.remove('domain', domain.id)
    for (const path of [
      `/domains/${domain.id}`,
      `/projects/${child.id}`,
      `/users/${user.id}`,
      `/groups/${group.id}`,
      `/roles/${role.id}`,
    ]) {
      expect((await keystone.get(path)).status, path).toBe(404)
    }
    const { body } = await keystone.get('/role_assignments')
    expect(JSON.stringify(body)).not.toContain(user.id)
    expect(JSON.stringify(body)).not.toContain(domain.id)
  })
})

describe('who may', () => {
  test('a member sees the domain of her project, and no list', async () => {
    const { token } = await cloud.demo()
    expect((await keystone.get('/domains/default', { token })).status).toBe(200)
    expectError(
      await keystone.get('/domains', { token }),
      403,
      'You are not authorized to perform the requested action: identity:list_domains.',
    )
    expect((await keystone.get('/domains/nowhere', { token })).status).toBe(403)
  })

  test('the reader of a domain lists that one', async () => {
    const domain = await keystone.make('domain', { name: 'read' })
    const user = await keystone.make('user', { name: 'reader', password: 'reader' })
    await keystone.grant('domains', domain.id, 'users', user.id, 'reader')
    const token = await keystone.issue(user.id, 'reader', { domain })
    const { body } = await keystone.get('/domains', { token })
    expect(body.domains.map((one: { id: string }) => one.id)).toEqual([domain.id])
  })

  test('the administrator of a domain makes none: that takes another scope', async () => {
    const domain = await keystone.make('domain', { name: 'ruled' })
    await keystone.grant('domains', domain.id, 'users', keystone.admin.userId, 'admin')
    const token = await keystone.adminScopedTo({ domain: { id: domain.id } })
    const body = { domain: { name: 'second' } }
    expect((await keystone.send('POST', '/domains', { token, body })).status).toBe(403)
  })
})
