/** What identity lists comes in the order in which it was made, unless Keystone pages it by id. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { BACKENDS } from '../support/databases.ts'
import { Keystone } from '../support/identity.ts'
import { MADE_IN_ORDER } from './made-in-order.ts'

/** Keystone pages these by id (`paginate_query`): a marker is good after its item was deleted too. */
const BY_ID = ['domains', 'groups', 'projects', 'users']

/** Events, in the order of their times. */
const BY_TIME = ['revocations.list']

const { operations } = SERVICES.find(({ type }) => type === 'identity')!

test('every list says in which order it is', () => {
  const lists = operations.filter(({ method, response }) => {
    const schema: { properties?: Record<string, any> } | undefined = response[200]?.at(Infinity)
    return method === 'GET' && schema?.properties?.['links']?.properties?.next !== undefined
  })
  const byId = BY_ID.map((kind) => `${kind}.list`)
  const known = [...Object.keys(MADE_IN_ORDER), ...byId, ...BY_TIME].sort()
  expect(lists.map(({ id }) => id).sort()).toEqual(known)
})

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('on $name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  let system: string

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
    system = await keystone.adminScopedTo({ system: { all: true } })
  })
  afterAll(() => cloud.app.stop())

  const listed = async (path: string, token = system): Promise<string[]> => {
    const got = await keystone.get(path, { token })
    expect(got.status, got.text).toBe(200)
    return membersOf(got.body).map((item) => item.id ?? item.role?.id ?? item.access)
  }

  test.each(Object.entries(MADE_IN_ORDER))('%s', async (_id, make) => {
    const { path, ids, token } = await make(keystone)
    const made = new Set(ids)
    expect((await listed(path, token)).filter((id) => made.has(id))).toEqual(ids)
  })

  test.each(BY_ID)('%s come by id', async (kinds) => {
    const kind = kinds.slice(0, -1)
    for (let count = 0; count < 5; count++) await keystone.make(kind, { name: keystone.name('by') })
    const ids = await listed(`/${kinds}`)
    expect(ids.length).toBeGreaterThan(4)
    expect(ids).toEqual(ids.toSorted())
  })

  test('implied roles, and what they amount to', async () => {
    const roles: string[] = []
    for (const name of 'abcdefgh') {
      roles.push((await keystone.make('role', { name: `implied-${name}` })).id)
    }
    const [prior, ...rest] = roles
    const implied = rest.toReversed()
    for (const id of implied) await keystone.send('PUT', `/roles/${prior}/implies/${id}`)
    const { body } = await keystone.get(`/roles/${prior}/implies`)
    expect(idsOf(body.role_inference.implies)).toEqual(implied)
    const { user, project } = await keystone.tenant('reader')
    await keystone.send('PUT', `/projects/${project.id}/users/${user.id}/roles/${prior}`)
    const inEffect = await listed(`/role_assignments?effective&user.id=${user.id}`)
    expect(inEffect).toEqual([await keystone.roleId('reader'), prior, ...implied])
  })

  test('projects below a project, and the members to whom a group passes a role', async () => {
    const above = await keystone.make('project', { name: keystone.name('above') })
    const group = await keystone.make('group', { name: keystone.name('heirs') })
    const [below, users]: [string[], string[]] = [[], []]
    for (let count = 0; count < 6; count++) {
      const parent = { name: keystone.name('below'), parent_id: above.id }
      below.push((await keystone.make('project', parent)).id)
      users.push((await keystone.make('user', { name: keystone.name('heir') })).id)
    }
    for (const user of users.toReversed()) {
      await keystone.send('PUT', `/groups/${group.id}/users/${user}`)
    }
    const role = await keystone.roleId('reader')
    for (const actor of [`groups/${group.id}`, `users/${keystone.admin.userId}`]) {
      const grant = `/OS-INHERIT/projects/${above.id}/${actor}/roles/${role}`
      await keystone.send('PUT', `${grant}/inherited_to_projects`)
    }
    const tree = await keystone.get(`/projects/${above.id}?subtree_as_list`)
    expect(tree.body.project.subtree.map(({ project }: any) => project.id)).toEqual(below)
    const { body } = await keystone.get(`/role_assignments?effective&role.id=${role}`)
    const heirs = body.role_assignments.filter((one: any) => users.includes(one.user.id))
    expect(heirs.map((one: any) => [one.user.id, one.scope.project.id])).toEqual(
      users.flatMap((user) => below.map((project) => [user, project])),
    )
  })

  test('pages go on after the marker, in that order', async () => {
    const ids: string[] = []
    for (let count = 0; count < 6; count++) {
      ids.push((await keystone.make('service', { type: 'paged' })).id)
    }
    const found = []
    let next = '/services?type=paged&limit=2'
    for (; next !== undefined;) {
      const { body } = await keystone.get(next)
      found.push(...idsOf(body.services))
      next = body.links.next?.replace(/^.*\/v3/, '')
    }
    expect(found).toEqual(ids)
  })
})

function membersOf(body: Readonly<Record<string, any>>): any[] {
  return Object.entries(body).find(([name]) => !['links', 'truncated'].includes(name))![1]
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id)
