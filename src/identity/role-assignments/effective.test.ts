/**
 * Effective roles against a model that was written from the words of the API reference, and not
 * from our code: it asks of every user, place and role whether the one reaches the other.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { Keystone } from '../../../test/support/identity.ts'

interface Assignment {
  readonly actor: string
  readonly place: string
  readonly role: string
  readonly inherited: boolean
}

interface Model {
  readonly users: readonly string[]
  /** Groups by user. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>
  readonly places: readonly string[]
  /** The project or domain directly above; a domain has none. */
  readonly above: ReadonlyMap<string, string>
  readonly roles: readonly string[]
  readonly implies: readonly (readonly [string, string])[]
  readonly assignments: readonly Assignment[]
}

function implies(model: Model, from: string, to: string, seen: readonly string[] = []): boolean {
  if (from === to) return true
  return model.implies.some(
    ([prior, implied]) =>
      prior === from && !seen.includes(implied) && implies(model, implied, to, [...seen, from]),
  )
}

function isBelow(model: Model, place: string, top: string): boolean {
  const parent = model.above.get(place)
  return parent !== undefined && (parent === top || isBelow(model, parent, top))
}

function holds(model: Model, user: string, place: string, role: string): boolean {
  return model.assignments.some(
    (one) =>
      (one.actor === user || model.groups.get(user)!.has(one.actor)) &&
      (one.inherited ? isBelow(model, place, one.place) : one.place === place) &&
      implies(model, one.role, role),
  )
}

function inModel(model: Model): string[] {
  return model.users
    .flatMap((user) =>
      model.places.flatMap((place) =>
        model.roles
          .filter((role) => holds(model, user, place, role))
          .map((role) => `${user} ${place} ${role}`),
      ),
    )
    .sort()
}

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  async function several(count: number, kind: string, extra: object = {}): Promise<string[]> {
    const ids: string[] = []
    for (let i = 0; i < count; i++) {
      ids.push((await keystone.make(kind, { name: keystone.name(kind), ...extra })).id)
    }
    return ids
  }

  const put = async (path: string) => {
    const got = await keystone.send('PUT', path)
    expect(got.status, got.text).toBeLessThan(300)
  }

  async function tree(roll: (sides: number) => number) {
    const [domain] = await several(1, 'domain')
    const above = new Map<string, string>()
    for (let i = 0; i < 5; i++) {
      const shallow = [...above.keys()].filter((id) => above.get(id) === domain)
      const parent = [domain!, ...shallow][roll(shallow.length + 1)]!
      const [id] = await several(1, 'project', { domain_id: domain, parent_id: parent })
      above.set(id!, parent)
    }
    return { domain: domain!, above }
  }

  async function randomCloud(seed: number): Promise<Model> {
    const roll = seededRandom(seed)
    const pick = <One>(list: readonly One[]) => list[roll(list.length)]!
    const { domain, above } = await tree(roll)
    const users = await several(3, 'user')
    const groupIds = await several(2, 'group')
    const roles = await several(4, 'role')
    const places = [domain, ...above.keys()]
    const groups = new Map(users.map((id) => [id, new Set(groupIds.filter(() => roll(2) === 0))]))
    for (const [id, mine] of groups) {
      for (const group of mine) await put(`/groups/${group}/users/${id}`)
    }
    const chain = roles.slice(1).map((role, i) => [roles[i]!, role] as const)
    const implied = chain.filter(() => roll(2) === 0)
    for (const [prior, to] of implied) await put(`/roles/${prior}/implies/${to}`)
    const assignments: Assignment[] = []
    for (let i = 0; i < 8; i++) {
      const actor = pick([...users, ...groupIds])
      const one = { actor, place: pick(places), role: pick(roles), inherited: roll(2) === 0 }
      assignments.push(one)
      const kinds = `${one.place === domain ? 'domains' : 'projects'}/${one.place}`
      const who = `${users.includes(actor) ? 'users' : 'groups'}/${actor}`
      const path = `/${kinds}/${who}/roles/${one.role}`
      await put(one.inherited ? `/OS-INHERIT${path}/inherited_to_projects` : path)
    }
    return { users, groups, places, above, roles, implies: implied, assignments }
  }

  test.each([3, 17, 291])('of a random cloud (%i) are those of the model', async (seed) => {
    const model = await randomCloud(seed)
    const expected = inModel(model)
    expect(expected.length).toBeGreaterThan(3)
    const shown = new Set<string>()
    for (const user of model.users) {
      const { body } = await keystone.get(`/role_assignments?effective&user.id=${user}`)
      for (const { scope, role } of body.role_assignments) {
        shown.add(`${user} ${(scope.project ?? scope.domain).id} ${role.id}`)
      }
    }
    expect([...shown].sort()).toEqual(expected)
    for (const place of model.places.slice(1)) {
      const { body } = await keystone.get(`/role_assignments?effective&scope.project.id=${place}`)
      const there = body.role_assignments.map(
        (one: { user: { id: string }; role: { id: string } }) =>
          `${one.user.id} ${place} ${one.role.id}`,
      )
      const here = expected.filter((line) => line.split(' ')[1] === place)
      expect([...new Set<string>(there)].sort()).toEqual(here)
    }
  })

  test('are the roles of a token', async () => {
    const model = await randomCloud(5)
    const password = 'chosen by chance'
    for (const user of model.users) {
      await keystone.change('user', user, { password })
      for (const place of model.places.slice(1)) {
        const roles = model.roles.filter((role) => holds(model, user, place, role))
        const got = await keystone.signIn(user, password, { project: { id: place } })
        expect(got.status).toBe(roles.length === 0 ? 401 : 201)
        const ids = (got.body.token?.roles ?? []).map(({ id }: { id: string }) => id)
        expect(ids.sort()).toEqual(roles.sort())
      }
    }
  })
})
