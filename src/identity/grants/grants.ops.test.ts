import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona
let reader: string
let groupId: string
let domainId: string

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
  reader = await keystone.roleId('reader')
  groupId = (await keystone.make('group', { name: 'grants' })).id
  domainId = (await keystone.make('domain', { name: 'grants' })).id
})
afterAll(() => cloud.app.stop())

const FAMILIES = [
  ['project', 'user'],
  ['project', 'group'],
  ['domain', 'user'],
  ['domain', 'group'],
  ['system', 'user'],
  ['system', 'group'],
] as const

function ids(place: string, actor: string) {
  const placeId = { project: keystone.admin.projectId, domain: domainId, system: 'system' }[place]!
  const actorId = actor === 'user' ? demo.userId : groupId
  const start = place === 'system' ? '/system' : `/${place}s/${placeId}`
  return { placeId, actorId, path: `${start}/${actor}s/${actorId}/roles` }
}

describe.each(FAMILIES)('roles on a %s of a %s', (place, actor) => {
  test('are given, checked, listed and taken', async () => {
    const { path, placeId, actorId } = ids(place, actor)
    const single = `${path}/${reader}`
    const missing =
      `Could not find role assignment with role: ${reader}, user or group: ${actorId}, ` +
      `project, domain, or system: ${placeId}.`
    expect((await keystone.get(path)).body.roles).toEqual([])
    expectError(await keystone.get(single), 404, missing)
    expect((await keystone.send('PUT', single)).status).toBe(204)
    expect((await keystone.send('PUT', single)).status).toBe(204)
    expect((await keystone.get(single)).status).toBe(204)
    expect((await keystone.send('HEAD', single)).status).toBe(204)
    const { body } = await keystone.get(path)
    expect(body.roles).toEqual([(await keystone.get(`/roles/${reader}`)).body.role])
    expect((await keystone.send('DELETE', single)).status).toBe(204)
    expectError(await keystone.send('DELETE', single), 404, missing)
  })

  test('need all that they name to be there', async () => {
    const { path } = ids(place, actor)
    const put = (where: string) => keystone.send('PUT', where)
    expectError(await put(`${path}/nowhere`), 404, 'Could not find role: nowhere.')
    const noActor = path.replace(/s\/[^/]+\/roles$/, 's/nobody/roles')
    expectError(await put(`${noActor}/${reader}`), 404, `Could not find ${actor}: nobody.`)
    if (place === 'system') return
    const noPlace = path.replace(/^(\/\w+)\/[^/]+/, '$1/nowhere')
    expectError(await put(`${noPlace}/${reader}`), 404, `Could not find ${place}: nowhere.`)
  })

  test('are nothing a member may see or give', async () => {
    const { path } = ids(place, actor)
    const { token } = demo
    expect((await keystone.get(path, { token })).status).toBe(403)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const got = await keystone.send(method, `${path}/${reader}`, { token })
      expectError(got, 403, /^You are not authorized to perform the requested action: identity:/)
    }
  })
})

test('the roles of somebody who is gone can still be looked for', async () => {
  const path = `/projects/${demo.projectId}/users/gone/roles/${reader}`
  expectError(await keystone.send('DELETE', path), 404, /^Could not find role assignment/)
})

describe('a role of a domain', () => {
  test('is for its projects, for any domain, and never for the system', async () => {
    const role = await keystone.make('role', { name: 'local', domain_id: domainId })
    const put = (where: string) =>
      keystone.send('PUT', `${where}/users/${demo.userId}/roles/${role.id}`)
    expect((await put(`/domains/${domainId}`)).status).toBe(204)
    expect((await put('/domains/default')).status).toBe(204)
    expectError(
      await put(`/projects/${demo.projectId}`),
      403,
      `Project ${demo.projectId} must be in the same domain as the role ${role.id} being assigned.`,
    )
    expectError(await put('/system'), 400, /is a domain-specific role/)
    const group = await keystone.send('PUT', `/system/groups/${groupId}/roles/${role.id}`)
    expectError(group, 400, /is a domain-specific role/)
  })
})

describe('the manager of a domain', () => {
  test('hands out member and reader in it, never admin, and nothing elsewhere', async () => {
    const inside = { domain_id: domainId }
    const manager = await keystone.make('user', { name: 'm', password: 'm', ...inside })
    const user = await keystone.make('user', { name: 'u', ...inside })
    const project = await keystone.make('project', { name: 'p', ...inside })
    await keystone.grant('domains', domainId, 'users', manager.id, 'manager')
    const token = await keystone.issue(manager.id, 'm', { domain: { id: domainId } })
    const put = async (place: string, userId: string, role: string) => {
      const path = `/${place}/users/${userId}/roles/${await keystone.roleId(role)}`
      return (await keystone.send('PUT', path, { token })).status
    }
    expect(await put(`projects/${project.id}`, user.id, 'member')).toBe(204)
    expect(await put(`domains/${domainId}`, user.id, 'reader')).toBe(204)
    expect(await put(`projects/${project.id}`, user.id, 'admin')).toBe(403)
    expect(await put(`projects/${demo.projectId}`, user.id, 'member')).toBe(403)
    expect(await put(`projects/${project.id}`, demo.userId, 'member')).toBe(403)
    expect(await put('system', user.id, 'member')).toBe(403)
  })
})
