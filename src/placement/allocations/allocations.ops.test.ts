/** What consumers have of providers, and how much is used of each. */
import { describe, expect, test } from 'vitest'
import { claimOf, refusal, usePlacementCloud } from '../../../test/support/placement-cloud.ts'

const my = usePlacementCloud()

const NONE = '00000000-0000-4000-8000-000000000000'

const of = (consumer: string) => `/allocations/${consumer}`
const put = (consumer: string, body: object, version?: string) =>
  my.admin('PUT', of(consumer), body, version)
const claim = (
  allocations: Readonly<Record<string, Readonly<Record<string, number>>>>,
  generation: number | null = null,
) => claimOf(allocations, my.persona, generation)

async function used(provider: string): Promise<Record<string, number>> {
  return (await my.admin('GET', `/resource_providers/${provider}/usages`)).body.usages
}

describe('allocations of a consumer', () => {
  test('are written as each version has them', async () => {
    const provider = await my.provider({ has: { VCPU: 8 } })
    const [old, owned, keyed] = [1, 2, 3].map(() => crypto.randomUUID())
    const { projectId: project_id, userId: user_id } = my.persona
    const listed = [{ resource_provider: { uuid: provider }, resources: { VCPU: 1 } }]
    expect((await put(old!, { allocations: listed }, '1.0')).status).toBe(204)
    const owner = { project_id, user_id }
    expect((await put(owned!, { allocations: listed, ...owner }, '1.8')).status).toBe(204)
    const allocations = { [provider]: { resources: { VCPU: 1 } } }
    expect((await put(keyed!, { allocations, ...owner }, '1.12')).status).toBe(204)
    const nobody = '00000000-0000-0000-0000-000000000000'
    expect((await my.admin('GET', of(old!))).body).toEqual({
      allocations: { [provider]: { resources: { VCPU: 1 }, generation: 4 } },
      ...{ project_id: nobody, user_id: nobody },
      ...{ consumer_generation: 1, consumer_type: 'unknown' },
    })
    const keys = async (version: string) =>
      Object.keys((await my.admin('GET', of(keyed!), undefined, version)).body)
    expect(await keys('1.11')).toEqual(['allocations'])
    expect(await keys('1.12')).toEqual(['allocations', 'project_id', 'user_id'])
    expect((await keys('1.28')).at(-1)).toBe('consumer_generation')
    expect((await my.admin('GET', of(NONE))).body).toEqual({ allocations: {} })
    const ofProvider = await my.admin('GET', `/resource_providers/${provider}/allocations`)
    expect(ofProvider.body).toEqual({
      allocations: Object.fromEntries(
        [old, owned, keyed].map((uuid) => [
          uuid,
          { resources: { VCPU: 1 }, consumer_generation: 1 },
        ]),
      ),
      resource_provider_generation: 4,
    })
  })

  test('replace what it had, where the client knows its generation', async () => {
    const [one, two] = [
      await my.provider({ has: { VCPU: 4 } }),
      await my.provider({ has: { VCPU: 4 } }),
    ]
    const consumer = await my.claim(one, { VCPU: 3 })
    const again = claim({ [two]: { VCPU: 2 } })
    expect(refusal(await put(consumer, again))).toBe(
      '409 concurrent_update consumer generation conflict - expected 1 but got None',
    )
    expect(refusal(await put(NONE, { ...again, consumer_generation: 5 }))).toBe(
      '409 concurrent_update consumer generation conflict - expected null but got 5',
    )
    const before = await my.generation(one)
    expect((await put(consumer, { ...again, consumer_generation: 1 })).status).toBe(204)
    expect([await used(one), await used(two)]).toEqual([{ VCPU: 0 }, { VCPU: 2 }])
    // Whom a consumer only leaves counts nothing.
    expect([await my.generation(one), await my.generation(two)]).toEqual([before, 2])
    expect((await put(consumer, claim({}, 2))).status).toBe(204)
    expect(await used(two)).toEqual({ VCPU: 0 })
    expect(await my.generation(two)).toBe(3)
    expect((await my.admin('GET', of(consumer))).body).toEqual({ allocations: {} })
  })

  test('end with it, and leave the provider as it is known', async () => {
    const provider = await my.provider({ has: { VCPU: 4 } })
    const consumer = await my.claim(provider, { VCPU: 3 })
    expect((await my.admin('DELETE', of(consumer))).status).toBe(204)
    expect(await used(provider)).toEqual({ VCPU: 0 })
    expect(await my.generation(provider)).toBe(2)
    expect(refusal(await my.admin('DELETE', of(consumer)))).toBe(
      `404 No allocations for consumer '${consumer}'`,
    )
  })

  test('fit what providers have, or nothing is changed', async () => {
    const has = {
      VCPU: { total: 4, max_unit: 3, step_size: 1 },
      MEMORY_MB: { total: 64, step_size: 8 },
    }
    const provider = await my.provider({ has })
    const bare = await my.provider()
    await my.claim(provider, { VCPU: 2 })
    const refused = async (wanted: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
      refusal(await put(crypto.randomUUID(), claim(wanted)))
    const unable = 'Unable to allocate inventory: Unable to create allocation for'
    const on = `on resource provider '${provider}'. The requested amount would`
    expect(await refused({ [provider]: { VCPU: 3 } })).toBe(
      `409 ${unable} 'VCPU' ${on} exceed the capacity.`,
    )
    expect(await refused({ [provider]: { VCPU: 4 } })).toBe(
      `409 ${unable} 'VCPU' ${on} violate inventory constraints.`,
    )
    expect(await refused({ [provider]: { VCPU: 1, MEMORY_MB: 12 } })).toBe(
      `409 ${unable} 'MEMORY_MB' ${on} violate inventory constraints.`,
    )
    expect(await refused({ [provider]: { VCPU: 1, DISK_GB: 1 } })).toBe(
      `409 Unable to allocate inventory: Inventory for 'DISK_GB' on resource provider '${provider}' ` +
        'invalid.',
    )
    expect(await refused({ [bare]: { VCPU: 1 } })).toBe(
      `409 Unable to allocate inventory: Inventory for 'VCPU' on resource provider '${bare}' invalid.`,
    )
    expect(await refused({ [provider]: { CUSTOM_NOPE: 1 } })).toMatch(
      /^400 Unable to allocate inventory for consumer .*: No such resource class CUSTOM_NOPE\.$/,
    )
    expect(await refused({ [NONE]: { VCPU: 1 } })).toBe(
      `400 Allocation for resource provider '${NONE}' that does not exist.`,
    )
    expect(refusal(await put('x', claim({ [provider]: { VCPU: 1 } })))).toBe(
      '400 Malformed consumer_uuid: x',
    )
    expect(await used(provider)).toEqual({ VCPU: 2, MEMORY_MB: 0 })
    expect(await my.generation(provider)).toBe(2)
  })

  test('may become smaller where the provider has too little already', async () => {
    const provider = await my.provider({ has: { VCPU: 4 } })
    const consumer = await my.claim(provider, { VCPU: 4 })
    const path = `/resource_providers/${provider}/inventories/VCPU`
    await my.admin('PUT', path, { total: 1, resource_provider_generation: 2 })
    expect((await put(consumer, claim({ [provider]: { VCPU: 3 } }, 1))).status).toBe(204)
    expect((await put(consumer, claim({ [provider]: { VCPU: 4 } }, 2))).status).toBe(409)
    expect(await used(provider)).toEqual({ VCPU: 3 })
  })

  test.each([
    [{}, '1.39', "'allocations' is a required property"],
    [{ allocations: [] }, '1.0', '[] should be non-empty'],
    [{ allocations: { x: { resources: { VCPU: 1 } } } }, '1.12', "'x' does not match any of the"],
    [{ allocations: { [NONE]: { resources: {} } } }, '1.12', '{} should be non-empty'],
    [{ allocations: { [NONE]: { resources: { VCPU: 0 } } } }, '1.12', '0 is less than the minimum'],
  ])('are not %j at %s', async (body, version, message) => {
    const got = await put(NONE, { ...{ project_id: 'p', user_id: 'u' }, ...body }, version)
    const bare = await put(NONE, body, version)
    expect([refusal(got), refusal(bare)].join()).toContain(message)
    expect([got.status, bare.status]).toEqual([400, 400])
  })
})

describe('allocations of several consumers', () => {
  const manage = (body: object, version?: string) => my.admin('POST', '/allocations', body, version)

  test('are replaced all or none: a migration takes over from a server', async () => {
    const [from, to] = [
      await my.provider({ has: { VCPU: 4 } }),
      await my.provider({ has: { VCPU: 4 } }),
    ]
    const server = await my.claim(from, { VCPU: 4 })
    const migration = crypto.randomUUID()
    const body = {
      [migration]: { ...claim({ [from]: { VCPU: 4 } }), consumer_type: 'MIGRATION' },
      [server]: claim({ [to]: { VCPU: 4 } }, 1),
    }
    expect((await manage(body)).status).toBe(204)
    expect([await used(from), await used(to)]).toEqual([{ VCPU: 4 }, { VCPU: 4 }])
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
    const tooMuch = { [one]: claim({}), [two]: claim({ [to]: { VCPU: 1 } }) }
    expect(refusal(await manage(tooMuch))).toMatch(/^409 Unable to allocate inventory: Unable to/)
    expect(refusal(await manage({ [one]: claim({ [to]: { CUSTOM_NOPE: 1 } }) }))).toBe(
      '400 Unable to allocate inventory No such resource class CUSTOM_NOPE.',
    )
    expect((await manage({}, '1.12')).status).toBe(404)
    expect(refusal(await manage({}))).toContain('{} should be non-empty')
  })
})

describe('what a project uses', () => {
  test('is told by class, and from 1.38 on by the type of consumers', async () => {
    const provider = await my.provider({ has: { VCPU: 8, VGPU: 8 } })
    const projectId = crypto.randomUUID()
    const persona = { ...my.persona, projectId }
    const typed = claimOf({ [provider]: { VCPU: 2, VGPU: 1 } }, persona)
    const { consumer_type: _, ...untyped } = claimOf({ [provider]: { VCPU: 1 } }, persona)
    expect((await put(crypto.randomUUID(), typed)).status).toBe(204)
    expect((await put(crypto.randomUUID(), untyped, '1.37')).status).toBe(204)
    const usages = async (more = '', version?: string) => {
      const path = `/usages?project_id=${projectId}${more}`
      return (await my.admin('GET', path, undefined, version)).body.usages
    }
    expect(await usages('', '1.37')).toEqual({ VCPU: 3, VGPU: 1 })
    const instance = { VCPU: 2, VGPU: 1, consumer_count: 1 }
    expect(await usages()).toEqual({
      ...{ INSTANCE: instance, unknown: { VCPU: 1, consumer_count: 1 } },
    })
    expect(await usages('&consumer_type=INSTANCE')).toEqual({ INSTANCE: instance })
    expect(await usages('&consumer_type=all')).toEqual({
      all: { VCPU: 3, VGPU: 1, consumer_count: 2 },
    })
    expect(await usages('&user_id=nobody')).toEqual({})
    const bad = await my.admin('GET', `/usages?project_id=${projectId}&consumer_type=bad!`)
    expect(refusal(bad)).toContain("'bad!' does not match '^[A-Z0-9_]+$|^all|^unknown$'")
    expect(refusal(await my.admin('GET', '/usages'))).toContain("'project_id' is a required")
    expect((await my.admin('GET', '/usages', undefined, '1.8')).status).toBe(404)
  })

  test('is shown to its readers, and to nobody of others', async () => {
    const ask = (projectId: string) => my.demo('GET', `/usages?project_id=${projectId}`)
    expect((await ask(my.persona.projectId)).status).toBe(200)
    expect(refusal(await ask(my.adminPersona.projectId))).toBe(
      '403 Policy does not allow placement:usages to be performed.',
    )
  })
})
