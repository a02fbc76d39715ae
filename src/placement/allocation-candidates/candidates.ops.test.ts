/** Ways to satisfy a request: from one provider, from a tree, and from those that share. */
import { describe, expect, test } from 'vitest'
import { refusal, usePlacementCloud } from '../../../test/support/placement-cloud.ts'

const my = usePlacementCloud()

const NONE = '00000000-0000-4000-8000-000000000000'
const SHARING = 'MISC_SHARES_VIA_AGGREGATE'

const ask = (query: string, version?: string) =>
  my.admin('GET', `/allocation_candidates?${query}`, undefined, version)

/** What each candidate takes, by provider: `[{ <uuid>: { VCPU: 1 } }]`. */
async function candidates(query: string, version?: string): Promise<object[]> {
  const got = await ask(query, version)
  expect(got.status, got.text).toBe(200)
  return got.body.allocation_requests.map(({ allocations }: any) =>
    Object.fromEntries(
      Object.entries<any>(allocations).map(([uuid, { resources }]) => [uuid, resources]),
    ),
  )
}

/** A class that only the providers of one test have. */
let made = 0
async function ownClass(): Promise<string> {
  const name = `CUSTOM_OWN_${++made}`
  await my.admin('PUT', `/resource_classes/${name}`)
  return name
}

describe('of single providers', () => {
  test('are those with room, traits and aggregates as asked', async () => {
    const own = await ownClass()
    const [agg, bad] = [crypto.randomUUID(), crypto.randomUUID()]
    const big = await my.provider({
      has: { [own]: { total: 8, max_unit: 6, step_size: 2 } },
      ...{ traits: ['HW_CPU_X86_AVX'], aggregates: [agg] },
    })
    const small = await my.provider({ has: { [own]: 2 }, aggregates: [agg, bad] })
    const one = (uuid: string, amount: number) => ({ [uuid]: { [own]: amount } })
    expect(await candidates(`resources=${own}:2`)).toEqual([one(big, 2), one(small, 2)])
    expect(await candidates(`resources=${own}:1`)).toEqual([one(small, 1)])
    expect(await candidates(`resources=${own}:4`)).toEqual([one(big, 4)])
    expect(await candidates(`resources=${own}:8`)).toEqual([])
    expect(await candidates(`resources=${own}:2&limit=1`)).toEqual([one(big, 2)])
    const filtered = async (query: string) =>
      (await candidates(`resources=${own}:2&${query}`)).flatMap((each) => Object.keys(each))
    expect(await filtered('required=HW_CPU_X86_AVX')).toEqual([big])
    expect(await filtered('required=!HW_CPU_X86_AVX')).toEqual([small])
    expect(await filtered('required=in:HW_CPU_X86_AVX,HW_CPU_X86_VMX')).toEqual([big])
    expect(await filtered('root_required=HW_CPU_X86_AVX')).toEqual([big])
    expect(await filtered('root_required=!HW_CPU_X86_AVX')).toEqual([small])
    expect(await filtered('root_required=HW_CPU_X86_VMX')).toEqual([])
    expect(await filtered(`member_of=${agg}`)).toEqual([big, small])
    expect(await filtered(`member_of=${agg}&member_of=!${bad}`)).toEqual([big])
    expect(await filtered(`in_tree=${small}`)).toEqual([small])
    expect(await filtered(`in_tree=${NONE}`)).toEqual([])
    await my.claim(small, { [own]: 1 })
    expect(await filtered('limit=5')).toEqual([big])
  })

  test('are shown as each version has them', async () => {
    const own = await ownClass()
    const uuid = await my.provider({ has: { [own]: 4, VCPU: 2 }, traits: ['HW_CPU_X86_AVX'] })
    await my.claim(uuid, { [own]: 1 })
    const shown = async (version: string) => (await ask(`resources=${own}:1`, version)).body
    expect(await shown('1.10')).toEqual({
      allocation_requests: [
        { allocations: [{ resource_provider: { uuid }, resources: { [own]: 1 } }] },
      ],
      provider_summaries: { [uuid]: { resources: { [own]: { capacity: 4, used: 1 } } } },
    })
    const newest = await shown('1.39')
    expect(newest).toEqual({
      allocation_requests: [
        { allocations: { [uuid]: { resources: { [own]: 1 } } }, mappings: { '': [uuid] } },
      ],
      provider_summaries: {
        [uuid]: {
          resources: { [own]: { capacity: 4, used: 1 }, VCPU: { capacity: 2, used: 0 } },
          traits: ['HW_CPU_X86_AVX'],
          ...{ parent_provider_uuid: null, root_provider_uuid: uuid },
        },
      },
    })
    const keys = async (version: string) =>
      Object.keys((await shown(version)).provider_summaries[uuid])
    expect(await keys('1.16')).toEqual(['resources'])
    expect(await keys('1.28')).toEqual(['resources', 'traits'])
    expect((await ask(`resources=${own}:1`, '1.9')).status).toBe(404)
  })
})

describe('of a tree', () => {
  /** A host with two devices, one of them fast. */
  async function host(own: string): Promise<{ root: string; slow: string; fast: string }> {
    const root = await my.provider({ has: { VCPU: 4 } })
    const slow = await my.provider({ parent: root, has: { [own]: 2 } })
    const traits = ['HW_NIC_SRIOV']
    const fast = await my.provider({ parent: root, has: { [own]: 2 }, traits })
    return { root, slow, fast }
  }

  test('take each class of any of its providers', async () => {
    const own = await ownClass()
    const { root, slow, fast } = await host(own)
    const query = `resources=VCPU:1,${own}:2`
    const taken = (device: string) => ({ [root]: { VCPU: 1 }, [device]: { [own]: 2 } })
    expect(await candidates(query)).toEqual([taken(slow), taken(fast)])
    expect(await candidates(`${query}&required=HW_NIC_SRIOV`)).toEqual([taken(fast)])
    expect(await candidates(`${query}&required=!HW_NIC_SRIOV`)).toEqual([taken(slow)])
    // A client that knows no trees gets nothing that takes of two providers of one.
    expect(await candidates(query, '1.28')).toEqual([])
    expect(await candidates(`resources=${own}:2`, '1.28')).toEqual([
      { [slow]: { [own]: 2 } },
      { [fast]: { [own]: 2 } },
    ])
    const { provider_summaries: all } = (await ask(`${query}&limit=1`)).body
    expect(Object.keys(all)).toEqual([root, slow, fast])
  })

  test('satisfy each group by one provider, together no more than there is', async () => {
    const own = await ownClass()
    const { root, slow, fast } = await host(own)
    const groups = `resources=VCPU:1&resources1=${own}:1&resources2=${own}:1`
    const apart = { [root]: { VCPU: 1 }, [slow]: { [own]: 1 }, [fast]: { [own]: 1 } }
    // Whichever group takes of which: the mappings differ.
    expect(await candidates(`${groups}&group_policy=isolate`)).toEqual([apart, apart])
    const all = await candidates(`${groups}&group_policy=none`)
    expect(all).toHaveLength(4)
    expect(all).toContainEqual({ [root]: { VCPU: 1 }, [slow]: { [own]: 2 } })
    const fastOnly = `${groups}&required1=HW_NIC_SRIOV&group_policy=isolate`
    const { body } = await ask(fastOnly)
    expect(body.allocation_requests.map(({ mappings }: any) => mappings)).toEqual([
      { '': [root], 1: [fast], 2: [slow] },
    ])
    const three = `${groups}&resources3=${own}:1&group_policy=isolate`
    expect(await candidates(three)).toEqual([])
    const tooMuch = `resources1=${own}:2&resources2=${own}:1&group_policy=none`
    expect(await candidates(tooMuch)).not.toContainEqual({ [slow]: { [own]: 3 } })
  })

  test('hang together where a request says so', async () => {
    const own = await ownClass()
    const root = await my.provider()
    const node = (traits: string[]) => my.provider({ parent: root, traits })
    const [left, right] = [await node(['HW_NUMA_ROOT']), await node(['HW_NUMA_ROOT'])]
    const inside = await my.provider({ parent: left, has: { [own]: 1 } })
    const outside = await my.provider({ parent: right, has: { [own]: 1 } })
    const query = `resourcesA=${own}:1&requiredNODE=HW_NUMA_ROOT&same_subtree=A,NODE`
    const { body } = await ask(`${query}&group_policy=none`)
    const mapped = body.allocation_requests.map(({ mappings }: any) => [
      mappings.A[0],
      mappings.NODE[0],
    ])
    expect(mapped).toEqual([
      [inside, left],
      [outside, right],
    ])
  })

  test('take of who shares an aggregate with it', async () => {
    const own = await ownClass()
    const shared = await ownClass()
    const agg = crypto.randomUUID()
    const near = await my.provider({ has: { [own]: 4 }, aggregates: [agg] })
    await my.provider({ has: { [own]: 4 } })
    const pool = await my.provider({
      has: { [shared]: 10 },
      ...{ traits: [SHARING], aggregates: [agg] },
    })
    expect(await candidates(`resources=${own}:1,${shared}:5`)).toEqual([
      { [near]: { [own]: 1 }, [pool]: { [shared]: 5 } },
    ])
    expect(await candidates(`resources=${own}:1,${shared}:11`)).toEqual([])
    const grouped = `resources1=${own}:1&resources2=${shared}:5&group_policy=none`
    expect(await candidates(grouped)).toEqual([{ [near]: { [own]: 1 }, [pool]: { [shared]: 5 } }])
  })
})

describe('a request', () => {
  test.each([
    ['', '1.10', "'resources' is a required property"],
    ['resources=VCPU:1&limit=0', '1.39', "'0' does not match '^[1-9][0-9]*$'"],
    ['resources=VCPU:1&bogus=1', '1.39', "'bogus' does not match any of the regexes"],
    ['resources=VCPU:1&group_policy=x', '1.39', "'x' is not one of ['none', 'isolate']"],
    ['required=HW_CPU_X86_VMX', '1.35', 'orphaned traits keys: required'],
    [`member_of1=${NONE}&resources=VCPU:1`, '1.35', 'orphaned member_of keys: member_of1'],
    [`in_tree1=${NONE}&resources=VCPU:1`, '1.35', 'All request groups must specify resources.'],
    ['limit=1', '1.25', 'At least one request group (`resources` or `resources{$S}`) is required.'],
    ['limit=1', '1.39', 'There must be at least one resources or resources[$S] parameter.'],
    ['resources=VCPU:1&required1=HW_CPU_X86_VMX', '1.39', "bad group(s) - ['1']."],
    ['resources1=VCPU:1&same_subtree=2', '1.39', "['2'] not found in ['1']."],
    ['resources1=VCPU:1&same_subtree=1,', '1.39', 'Empty string (unsuffixed group) can not be'],
    ['resources1=VCPU:1&resources2=VCPU:1', '1.39', 'The "group_policy" parameter is required'],
    ['resources=VCPU:1&root_required=in:HW_CPU_X86_VMX', '1.39', 'only supported since'],
    [
      'resources=VCPU:1&root_required=HW_CPU_X86_VMX,!HW_CPU_X86_VMX',
      '1.39',
      'Conflicting required and forbidden traits found in root_required: HW_CPU_X86_VMX',
    ],
    [
      'resources=VCPU:1&root_required=HW_CPU_X86_VMX&root_required=HW_CPU_X86_AVX',
      '1.39',
      "Query parameter 'root_required' may be specified only once.",
    ],
    [
      'resources=VCPU:1&required=HW_CPU_X86_VMX,!HW_CPU_X86_VMX',
      '1.39',
      'traits keys: required: (HW_CPU_X86_VMX)',
    ],
    ['resources=VCPU:1&in_tree=x', '1.39', "Expected 'in_tree' parameter to be a format of uuid."],
    ['resources=NOPE:1', '1.39', 'Invalid resource class in resources parameter: No such resource'],
    ['resources=VCPU:1&required=NOPE', '1.39', 'No such trait(s): NOPE.'],
    ['resources=VCPU:1&root_required=NOPE', '1.39', 'No such trait(s): NOPE.'],
  ])('with ?%s at %s is refused', async (query, version, message) => {
    const got = await ask(query, version)
    expect(refusal(got)).toContain(message)
    expect(got.status).toBe(400)
  })
})
