/** Limits that take the tree of projects into consideration. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

const IDENTITY = { enforcementModel: 'strict_two_level' } as const

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  let service: string

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('migrated'), identity: IDENTITY })
    keystone = await Keystone.of(cloud)
    service = (await keystone.make('service', { type: 'rationed' })).id
  })
  afterAll(() => cloud.app.stop())

  async function registered(default_limit = 10): Promise<string> {
    const resource_name = keystone.name('resource')
    const body = { registered_limits: [{ service_id: service, resource_name, default_limit }] }
    const got = await keystone.send('POST', '/registered_limits', { body })
    expect(got.status, got.text).toBe(201)
    return resource_name
  }

  const assign = (resource_name: string, ...list: (readonly [owner: object, limit: number])[]) => {
    const limits = list.map(([owner, resource_limit]) => ({
      ...{ service_id: service, resource_name, resource_limit },
      ...owner,
    }))
    return keystone.send('POST', '/limits', { body: { limits } })
  }

  async function assigned(resource: string, owner: object, limit: number): Promise<string> {
    const got = await assign(resource, [owner, limit])
    expect(got.status, got.text).toBe(201)
    return got.body.limits[0].id
  }

  const change = (id: string, resource_limit: number): Promise<Got> =>
    keystone.send('PATCH', `/limits/${id}`, { body: { limit: { resource_limit } } })

  async function family() {
    const { id: domain_id } = await keystone.make('domain', { name: keystone.name('domain') })
    const child = async (parent_id: string): Promise<{ project_id: string }> => {
      const name = keystone.name('project')
      const { id } = await keystone.make('project', { name, domain_id, parent_id })
      return { project_id: id }
    }
    const beta = await child(domain_id)
    return { alpha: { domain_id }, beta, gamma: await child(domain_id), child }
  }

  const refusal = (owner: string, resource: string, limit: number, region = 'None') =>
    `Invalid resource limit: The resource limit (${owner}, resource_name: ${resource}, ` +
    `resource_limit: ${limit}, service_id: ${service}, region_id: ${region}) doesn't satisfy ` +
    'current hierarchy model..'

  test('the model tells its name', async () => {
    const { body } = await keystone.get('/limits/model')
    expect(body.model).toEqual({
      name: 'strict_two_level',
      description: 'This model requires project hierarchy never exceeds a depth of two',
    })
  })

  test('a project never gets more than its domain', async () => {
    const { alpha, beta, gamma } = await family()
    const resource = await registered(10)
    const of = (owner: { project_id: string }) => `project_id: ${owner.project_id}`
    expectError(await assign(resource, [beta, 11]), 403, refusal(of(beta), resource, 11))
    await assigned(resource, alpha, 20)
    const own = await assigned(resource, beta, 20)
    expectError(await assign(resource, [gamma, 21]), 403, refusal(of(gamma), resource, 21))
    expectError(await change(own, 21), 403, refusal(of(beta), resource, 21))
    expectError(await assign(resource, [gamma, -1]), 403, refusal(of(gamma), resource, -1))
    expect((await change(own, 5)).body.limit.resource_limit).toBe(5)
  })

  test('a domain never gets less than one of its projects', async () => {
    const { alpha, beta } = await family()
    const resource = await registered(10)
    await assigned(resource, beta, 7)
    const of = `domain_id: ${alpha.domain_id}`
    expectError(await assign(resource, [alpha, 6]), 403, refusal(of, resource, 6))
    const own = await assigned(resource, alpha, 7)
    expectError(await change(own, 6), 403, refusal(of, resource, 6))
    expect((await change(own, 12)).status).toBe(200)
  })

  test('limits of one request count for each other', async () => {
    const { alpha, beta } = await family()
    const resource = await registered(10)
    const refused = await assign(resource, [beta, 16], [alpha, 15])
    expectError(refused, 403, refusal(`project_id: ${beta.project_id}`, resource, 16))
    expect((await assign(resource, [beta, 15], [alpha, 15])).status).toBe(201)
  })

  test('each region is a matter of its own, and is named in the refusal', async () => {
    const { alpha, beta } = await family()
    const resource = await registered(10)
    const there = { service_id: service, resource_name: resource, region_id: 'RegionOne' }
    const body = { registered_limits: [{ ...there, default_limit: 30 }] }
    expect((await keystone.send('POST', '/registered_limits', { body })).status).toBe(201)
    await assigned(resource, alpha, 5)
    await assigned(resource, { ...beta, region_id: 'RegionOne' }, 25)
    const more = await assign(resource, [{ ...alpha, region_id: 'RegionOne' }, 24])
    const of = `domain_id: ${alpha.domain_id}`
    expectError(more, 403, refusal(of, resource, 24, 'RegionOne'))
  })

  test('projects lie at most two below a domain', async () => {
    const { beta, alpha, child } = await family()
    const below = await child(beta.project_id)
    const body = {
      project: { name: 'deeper', parent_id: below.project_id, domain_id: alpha.domain_id },
    }
    expectError(
      await keystone.send('POST', '/projects', { body }),
      403,
      `Max hierarchy depth reached for ${below.project_id} branch.`,
    )
    const resource = await registered(10)
    await assigned(resource, alpha, 4)
    expect((await assign(resource, [below, 5])).status).toBe(403)
    await assigned(resource, beta, 3)
    expect((await assign(resource, [below, 4])).status).toBe(403)
    await assigned(resource, below, 3)
  })

  test('limits are shown beside the projects above and below, if asked for', async () => {
    const { alpha, beta, child } = await family()
    const below = await child(beta.project_id)
    const resource = await registered(10)
    await assigned(resource, alpha, 9)
    const id = await assigned(resource, beta, 7)
    const mine = (place: { project_id: string }) =>
      keystone.grant('projects', place.project_id, 'users', keystone.admin.userId, 'reader')
    await mine(beta)
    await mine(below)
    const show = async (place: { project_id: string }, query: string) =>
      (await keystone.get(`/projects/${place.project_id}?${query}`)).body.project
    const limit = {
      ...{ id, project_id: beta.project_id, domain_id: null, resource_limit: 7 },
      ...{ service_id: service, region_id: null, resource_name: resource, description: null },
    }
    const [parent, ...others] = (await show(below, 'parents_as_list&include_limits')).parents
    expect(others).toEqual([])
    expect(parent.project).toMatchObject({ id: beta.project_id, limits: [limit] })
    const [sub] = (await show(beta, 'subtree_as_list&include_limits')).subtree
    expect(sub.project).toMatchObject({ id: below.project_id, limits: [] })
    expect((await show(below, 'parents_as_list')).parents[0].project.limits).toBeUndefined()
    expect((await show(below, 'include_limits')).limits).toBeUndefined()
  })

  test('a domain and its projects that change at the same time still fit', async () => {
    const { alpha, beta } = await family()
    for (let round = 0; round < 5; round++) {
      const resource = await registered(10)
      const whole = await assigned(resource, alpha, 10)
      const part = await assigned(resource, beta, 1)
      const got = await Promise.all([change(whole, 5), change(part, 9)])
      expect(got.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 403])
    }
  })

  test('whatever is asked for, the tree is as a model of it says', async () => {
    const roll = seededRandom(3)
    const { alpha, beta, gamma, child } = await family()
    const delta = await child(beta.project_id)
    const places = [alpha, beta, gamma, delta]
    const parents = new Map<object, object>([
      [beta, alpha],
      [gamma, alpha],
      [delta, beta],
    ])
    const resource = await registered(10)
    const limits = new Map<object, { id: string; amount: number }>()
    const lineage = (place: object): object[] => {
      const parent = parents.get(place)
      return parent === undefined ? [] : [parent, ...lineage(parent)]
    }
    const size = (amount: number) => (amount < 0 ? 1000 : amount)
    const allowed = (place: object, amount: number): boolean => {
      const above = lineage(place)
      const bounding = above.find((one) => limits.has(one))
      const bound = bounding === undefined ? 10 : limits.get(bounding)!.amount
      if (above.length > 0 && size(bound) < size(amount)) return false
      const children = [...limits].filter(([one]) => lineage(one).includes(place))
      return children.every(([, limit]) => size(limit.amount) <= size(amount))
    }
    let refusals = 0
    for (let round = 0; round < 120; round++) {
      const place = places[roll(places.length)]!
      const amount = roll(8) === 0 ? -1 : roll(14) + 1
      const known = limits.get(place)
      if (known !== undefined && roll(3) === 0) {
        await keystone.send('DELETE', `/limits/${known.id}`)
        limits.delete(place)
        continue
      }
      const expected = allowed(place, amount)
      const got = await (known === undefined
        ? assign(resource, [place, amount])
        : change(known.id, amount))
      expect(got.status < 300, `round ${round}: ${got.text}`).toBe(expected)
      if (!expected) refusals++
      else limits.set(place, { id: known?.id ?? got.body.limits[0].id, amount })
    }
    expect(refusals).toBeGreaterThan(20)
    const { body } = await keystone.get(`/limits?resource_name=${resource}`)
    const stored = body.limits.map((one: { id: string; resource_limit: number }) => [
      one.id,
      one.resource_limit,
    ])
    const kept = [...limits.values()].map(({ id, amount }) => [id, amount])
    expect(new Map(stored)).toEqual(new Map(kept as [string, number][]))
  })
})

test('projects that are deeper keep a cloud from starting with that model', async () => {
  const backend = BACKENDS.find(({ name }) => name === 'SQLite in a file')!
  const database = await backend.url('migrated')
  const flat = await startCloud({ database })
  const keystone = await Keystone.of(flat)
  let parent_id = 'default'
  for (let depth = 0; depth < 3; depth++) {
    parent_id = (await keystone.make('project', { name: keystone.name('p'), parent_id })).id
  }
  await flat.app.stop()
  await expect(startCloud({ database, identity: IDENTITY })).rejects.toThrow(
    `at most 2 below a domain, and these are deeper: ${parent_id}.`,
  )
})
