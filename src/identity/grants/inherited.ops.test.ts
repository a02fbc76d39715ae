import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona
let reader: string
let groupId: string
let domainId: string
let topId: string
let leafId: string

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
  reader = await keystone.roleId('reader')
  groupId = (await keystone.make('group', { name: 'heirs' })).id
  domainId = (await keystone.make('domain', { name: 'estate' })).id
  topId = (await keystone.make('project', { name: 'top', domain_id: domainId })).id
  const leaf = { name: 'leaf', domain_id: domainId, parent_id: topId }
  leafId = (await keystone.make('project', leaf)).id
})
afterAll(() => cloud.app.stop())

describe.each([
  ['project', 'user'],
  ['project', 'group'],
  ['domain', 'user'],
  ['domain', 'group'],
] as const)('roles below a %s for a %s', (place, actor) => {
  const named = () => {
    const placeId = place === 'domain' ? domainId : topId
    const actorId = actor === 'user' ? demo.userId : groupId
    const list = `/OS-INHERIT/${place}s/${placeId}/${actor}s/${actorId}/roles`
    const single = `${list}/${reader}/inherited_to_projects`
    return { placeId, actorId, plain: list.replace('/OS-INHERIT', ''), list, single }
  }

  test('are given, checked and taken, and are not those on it', async () => {
    const { single, plain, placeId, actorId } = named()
    const missing =
      `Could not find role assignment with role: ${reader}, user or group: ${actorId}, ` +
      `project, domain, or system: ${placeId}.`
    expectError(await keystone.get(single), 404, missing)
    expect((await keystone.send('PUT', single)).status).toBe(204)
    expect((await keystone.get(single)).status).toBe(204)
    expect((await keystone.send('HEAD', single)).status).toBe(204)
    expectError(await keystone.get(`${plain}/${reader}`), 404, missing)
    expect((await keystone.send('DELETE', single)).status).toBe(204)
    expectError(await keystone.send('DELETE', single), 404, missing)
  })

  test('need a role that is there and may be used there, and somebody who may give it', async () => {
    const { list, single } = named()
    const put = (path: string, token?: string) =>
      keystone.send('PUT', path, token === undefined ? {} : { token })
    expectError(
      await put(`${list}/nowhere/inherited_to_projects`),
      404,
      'Could not find role: nowhere.',
    )
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const got = await keystone.send(method, single, { token: demo.token })
      expectError(got, 403, /^You are not authorized to perform the requested action: identity:/)
    }
    const role = await keystone.make('role', { name: keystone.name('own'), domain_id: 'default' })
    const foreign = await put(single.replace(reader, role.id))
    if (place === 'domain') {
      expect(foreign.status).toBe(204)
      await keystone.send('DELETE', single.replace(reader, role.id))
    } else expectError(foreign, 403, /must be in the same domain as/)
  })
})

test.each(['user', 'group'] as const)(
  'what a domain hands down to a %s is listed',
  async (actor) => {
    const actorId = actor === 'user' ? demo.userId : groupId
    const list = `/OS-INHERIT/domains/${domainId}/${actor}s/${actorId}/roles/inherited_to_projects`
    const single = list.replace('/inherited', `/${reader}/inherited`)
    expect((await keystone.get(list)).body.roles).toEqual([])
    await keystone.send('PUT', single)
    const { role } = (await keystone.get(`/roles/${reader}`)).body
    expect((await keystone.get(list)).body.roles).toEqual([role])
    const plain = `/domains/${domainId}/${actor}s/${actorId}/roles`
    expect((await keystone.get(plain)).body.roles).toEqual([])
    await keystone.send('DELETE', single)
    expectError(
      await keystone.get(list.replace(domainId, 'nowhere')),
      404,
      'Could not find domain: nowhere.',
    )
    expect((await keystone.get(list, { token: demo.token })).status).toBe(403)
  },
)

test('a role below a project opens what is below it, until it is taken', async () => {
  const user = await keystone.make('user', { name: 'heir', password: 'heir' })
  const path = `/OS-INHERIT/projects/${topId}/users/${user.id}/roles/${reader}/inherited_to_projects`
  await keystone.send('PUT', path)
  const enter = (id: string) => keystone.signIn(user.id, 'heir', { project: { id } })
  expect((await enter(topId)).status).toBe(401)
  const token = await keystone.issue(user.id, 'heir', { project: { id: leafId } })
  expect(await keystone.isValid(token)).toBe(true)
  await keystone.send('DELETE', path)
  expect(await keystone.isValid(token)).toBe(false)
  expect((await enter(leafId)).status).toBe(401)
})
