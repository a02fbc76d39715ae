/** Ranges of segments, in the words of a real Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, type NetworkCloud } from '../../../test/support/network-cloud.ts'
import { idsFor, type StoredRange } from './segment-ranges.ts'

const NOWHERE = '00000000-0000-0000-0000-000000000000'
const PATH = '/network_segment_ranges'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  beforeAll(async () => {
    const network = { vxlanRanges: [{ first: 1, last: 40 }] }
    my = await networkCloud({ database: await backend.url('cloud', afterAll), network })
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  const post = (network_segment_range: object) => my.admin('POST', PATH, { network_segment_range })
  const put = (id: string, network_segment_range: object) =>
    my.admin('PUT', `${PATH}/${id}`, { network_segment_range })
  const range = (minimum: number, maximum: number, attributes: object = {}): Promise<any> => {
    const all = { name: 'r', network_type: 'vxlan', minimum, maximum, ...attributes }
    return my.make('network_segment_range', all, my.admin)
  }
  const own = (projectId: string) => ({ shared: false, project_id: projectId })
  const idOf = async (as = my.demo): Promise<number> => {
    const { id } = await my.make('network', {}, as)
    const { network } = (await my.admin('GET', `/networks/${id}`)).body
    return network['provider:segmentation_id']
  }

  test('the configuration makes some, which stay as they are', async () => {
    const { network_segment_ranges: all } = (await my.admin('GET', PATH)).body
    const found = all.find((one: any) => one.network_type === 'vxlan')
    expect(found).toEqual({
      ...{ id: found.id, default: true, shared: true, network_type: 'vxlan', physical_network: '' },
      ...{ minimum: 1, maximum: 40, description: null, tags: [], revision_number: 0 },
      created_at: expect.any(String),
      used: expect.any(Object),
      available: expect.any(Array),
    })
    const said =
      `400 NetworkSegmentRangeDefaultReadOnly: Network Segment Range ${found.id} is a default ` +
      'segment range which could not be updated or deleted.'
    expect(refusal(await put(found.id, { name: 'x' }))).toBe(said)
    expect(refusal(await my.admin('DELETE', `${PATH}/${found.id}`))).toBe(said)
  })

  test('one shows what of it is used, by whom, and what is left', async () => {
    const { projectId } = my.persona
    const made = await range(1000, 1002, own(projectId))
    expect(made).toEqual({
      ...{ id: made.id, name: 'r', default: false, shared: false, project_id: projectId },
      ...{ network_type: 'vxlan', physical_network: '', minimum: 1000, maximum: 1002 },
      ...{ revision_number: 0, description: '', tags: [], available: [1000, 1001, 1002], used: {} },
      ...{ created_at: made.created_at, updated_at: made.created_at },
    })
    expect(await idOf()).toBe(1000)
    const shown = (await my.admin('GET', `${PATH}/${made.id}`)).body.network_segment_range
    expect(shown).toMatchObject({ available: [1001, 1002], used: { 1000: projectId } })
  })

  test('projects get what is theirs first, and nobody gets what is of others', async () => {
    await range(2000, 2000, own(my.strangerPersona.projectId))
    await range(20, 20, own(my.strangerPersona.projectId))
    expect(await idOf(my.stranger)).toBe(2000)
    expect(await idOf(my.stranger)).toBe(20)
    expect(await idOf(my.stranger)).toBeLessThan(20)
    const ids = await Promise.all(Array.from({ length: 25 }, () => idOf(my.admin)))
    expect(ids).not.toContain(20)
    expect(Math.max(...ids)).toBeLessThanOrEqual(40)
  })

  test('one that is shared is more for all, and of nobody', async () => {
    const made = await range(3000, 3001)
    expect(made).toMatchObject({ shared: true, project_id: null })
    const { body } = await my.admin('GET', `${PATH}/${made.id}`)
    expect(body.network_segment_range).not.toHaveProperty('project_id')
    const ofNobody = await my.admin('GET', `${PATH}?project_id=${my.adminPersona.projectId}`)
    expect(ofNobody.body.network_segment_ranges).toEqual([])
  })

  test('VLANs have a physical network, which is known from then on', async () => {
    const vlan = { network_type: 'vlan', physical_network: 'fabric' }
    const provided = {
      ...{ 'provider:network_type': 'vlan', 'provider:physical_network': 'fabric' },
    }
    const ask = () => my.admin('POST', '/networks', { network: provided })
    expect(refusal(await ask())).toBe(
      "400 InvalidInput: Invalid input for operation: physical_network 'fabric' unknown for VLAN " +
        'provider network.',
    )
    const { id } = await range(7, 7, vlan)
    expect((await ask()).body.network).toMatchObject({ 'provider:segmentation_id': 7 })
    expect(refusal(await ask())).toMatch(/^503 NoNetworkAvailable/)
    expect(refusal(await my.admin('DELETE', `${PATH}/${id}`))).toBe(
      `409 NetworkSegmentRangeReferencedByProject: Network Segment Range ${id} is referenced by ` +
        'one or more project networks.',
    )
  })

  test('its name and its ends change, but not below what is used; each change counts', async () => {
    const { id } = await range(4000, 4005, own(my.strangerPersona.projectId))
    const network = await my.make('network', {}, my.stranger)
    const shown = (await my.admin('GET', `/networks/${network.id}`)).body.network
    const used = shown['provider:segmentation_id']
    expect(refusal(await put(id, { minimum: used + 1 }))).toMatch(
      /^409 NetworkSegmentRangeReferencedByProject: /,
    )
    expect((await put(id, { minimum: used })).status).toBe(200)
    await my.stranger('DELETE', `/networks/${network.id}`)
    const changed = await put(id, { name: 'n', maximum: '4010', description: 'd' })
    expect(changed.body.network_segment_range).toMatchObject({
      ...{ name: 'n', maximum: 4010, description: 'd', revision_number: 2 },
    })
    expect((await put(id, {})).body.network_segment_range.revision_number).toBe(3)
    expect(refusal(await put(id, { network_type: 'vlan' }))).toBe(
      '400 HTTPBadRequest: Cannot update read-only attribute network_type',
    )
    expect((await my.admin('DELETE', `${PATH}/${id}`)).status).toBe(204)
    expect(refusal(await my.admin('GET', `${PATH}/${id}`))).toBe(
      `404 NetworkSegmentRangeNotFound: Network Segment Range ${id} could not be found.`,
    )
  })

  test('none overlaps another of its kind, however many are made at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        post({ network_type: 'vxlan', minimum: 5000 + i, maximum: 5010 }),
      ),
    )
    const made = all.filter(({ status }) => status === 201)
    expect(made).toHaveLength(1)
    const { id } = made[0]!.body.network_segment_range
    expect(all.filter(({ status }) => status !== 201).map(refusal)).toEqual(
      Array.from(
        { length: 3 },
        () =>
          '409 NetworkSegmentRangeOverlaps: Network segment range overlaps with range(s) with id ' +
          id,
      ),
    )
    const other = await range(5020, 5030)
    expect((await put(other.id, { minimum: 5005 })).status).toBe(409)
    expect((await put(other.id, { minimum: 5011 })).status).toBe(200)
  })

  test.each([
    [
      { network_type: 'flat' },
      'HTTPBadRequest: Invalid input for network_type. Reason: flat is not in valid_values.',
    ],
    [
      { network_type: 'gre' },
      'NetworkSegmentRangeNetTypeNotSupported: Network type gre does not support network segment ' +
        'ranges.',
    ],
    [
      { network_type: 'vlan', minimum: 1, maximum: 2 },
      "BadRequest: Bad network_segment_range request: Network type vlan requires 'physical_network' " +
        'to be specified while creating new range.',
    ],
    [
      { minimum: 30, maximum: 25 },
      "NetworkTunnelRangeError: Invalid network tunnel range: '30:25' - End of tunnel range is " +
        'less than start of tunnel range.',
    ],
    [
      { maximum: 16777216 },
      "NetworkTunnelRangeError: Invalid network tunnel range: '8000:16777216' - 16777216 is not a " +
        'valid vxlan identifier.',
    ],
    [
      { network_type: 'vlan', physical_network: 'p', minimum: 30, maximum: 5000 },
      "NetworkVlanRangeError: Invalid network VLAN range: '30:5000' - '5000 is not a valid VLAN tag'.",
    ],
    [
      { minimum: 0 },
      "HTTPBadRequest: Invalid input for minimum. Reason: '0' is too small - must be at least '1'.",
    ],
    [{ tags: ['x'] }, "HTTPBadRequest: Attribute 'tags' not allowed in POST"],
    [
      { shared: false, project_id: '' },
      'ObjectActionError: Object action create failed because: if NetworkSegmentRange is not ' +
        'shared, it must have a project_id.',
    ],
  ])('refuses %j', async (attributes, said) => {
    const whole = { network_type: 'vxlan', minimum: 8000, maximum: 8001, ...attributes }
    expect(refusal(await post(whole))).toBe(`400 ${said}`)
  })

  test('they have tags, for which lists do not look', async () => {
    const { id } = await range(6000, 6001, { description: 'with tags' })
    const tags = { tags: ['a'] }
    expect((await my.admin('PUT', `${PATH}/${id}/tags`, tags)).body).toEqual(tags)
    const listed = async (query: string) =>
      (await my.admin('GET', `${PATH}?fields=id&${query}`)).body.network_segment_ranges
    expect((await listed('tags=b')).length).toBeGreaterThan(1)
    expect(await listed('description=with%20tags')).toEqual([{ id }])
    expect(refusal(await my.admin('GET', `${PATH}?minimum=6000`))).toBe(
      "400 HTTPBadRequest: ['minimum'] is invalid attribute for filtering",
    )
  })

  test('others than administrators find none', async () => {
    const { id } = await range(6100, 6101)
    const ofStranger = await range(6110, 6111, own(my.strangerPersona.projectId))
    expect((await my.demo('GET', PATH)).body).toEqual({ network_segment_ranges: [] })
    const hidden = await my.demo('GET', `${PATH}/${id}`)
    expect(hidden.status).toBe(404)
    expect(hidden.body).toMatchObject({ type: 'HTTPNotFound' })
    for (const missed of [ofStranger.id, NOWHERE]) {
      expect(refusal(await my.demo('DELETE', `${PATH}/${missed}`))).toBe(
        `404 NetworkSegmentRangeNotFound: Network Segment Range ${missed} could not be found.`,
      )
    }
    const sent = { network_segment_range: { network_type: 'vxlan', minimum: 1, maximum: 2 } }
    expect(refusal(await my.demo('POST', PATH, sent))).toBe(
      '403 PolicyNotAuthorized: rule:create_network_segment_range is disallowed by policy',
    )
  })
})

test.each([
  [[[1, 10, null]], 'a', [[1, 10]]],
  [
    [
      [1, 10, null],
      [4, 5, 'b'],
    ],
    'a',
    [
      [1, 3],
      [6, 10],
    ],
  ],
  [
    [
      [1, 10, null],
      [4, 20, 'a'],
    ],
    'a',
    [
      [4, 20],
      [1, 10],
    ],
  ],
  [
    [
      [5, 10, null],
      [1, 20, 'b'],
    ],
    'a',
    [],
  ],
] as const)('of %j a project %s gets ids from %j', (ranges, project, expected) => {
  const all = ranges.map(([minimum, maximum, owner]): StoredRange => ({
    ...{ id: '', is_default: 0, shared: Number(owner === null), project_id: owner },
    ...{ network_type: 'vxlan', physical_network: '', minimum, maximum },
  }))
  expect(idsFor(all, project).map(({ first, last }) => [first, last])).toEqual(expected)
})
