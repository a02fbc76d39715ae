/** Segments of networks, measured on a real Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, type NetworkCloud } from '../../../test/support/network-cloud.ts'

const NOWHERE = '6d1d0a5c-0000-4000-8000-000000000000'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  beforeAll(async () => {
    my = await networkCloud({ database: await backend.url('cloud', afterAll) })
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  const segmentsOf = async (networkId: string): Promise<any[]> => {
    return (await my.admin('GET', `/segments?network_id=${networkId}`)).body.segments
  }
  const add = (network_id: string, attributes: object): Promise<any> =>
    my.make('segment', { network_id, ...attributes }, my.admin)

  test('a network begins with one, of what it consists of', async () => {
    const network = await my.make('network')
    const [segment, ...others] = await segmentsOf(network.id)
    expect(others).toEqual([])
    expect(segment).toEqual({
      ...{ id: segment.id, network_id: network.id, name: null, description: null },
      ...{ physical_network: null, network_type: 'vxlan' },
      segmentation_id: expect.any(Number),
      ...{ created_at: network.created_at, updated_at: network.created_at, revision_number: 0 },
    })
    expect((await my.admin('GET', `/segments/${segment.id}`)).body).toEqual({ segment })
  })

  test('the network shows those that were added, in their order', async () => {
    const { id } = await my.make('network')
    const added = await add(id, { network_type: 'vxlan', segmentation_id: 4444, name: 'n2' })
    expect(added).toMatchObject({ name: 'n2', description: '', segmentation_id: 4444 })
    const { network } = (await my.admin('GET', `/networks/${id}`)).body
    expect(network.segments[1]).toEqual({
      ...{ 'provider:network_type': 'vxlan', 'provider:physical_network': null },
      'provider:segmentation_id': 4444,
    })
    expect(network.revision_number).toBe(1)
  })

  test('an id that is left out is chosen, and one that is taken is refused', async () => {
    const [{ id }, other] = [await my.make('network'), await my.make('network')]
    const one = await add(id, { network_type: 'vxlan' })
    const body = { network_id: other.id, network_type: 'vxlan' }
    const taken = { segment: { ...body, segmentation_id: one.segmentation_id } }
    expect(refusal(await my.admin('POST', '/segments', taken))).toBe(
      '409 TunnelIdInUse: Unable to create the network. The tunnel ID ' +
        `${one.segmentation_id} is in use.`,
    )
    expect(await segmentsOf(other.id)).toHaveLength(1)
    await my.admin('DELETE', `/segments/${one.id}`)
    expect((await my.admin('POST', '/segments', taken)).status).toBe(201)
  })

  test('a network without any left has parts without values', async () => {
    const { id } = await my.make('network')
    const [segment] = await segmentsOf(id)
    expect((await my.admin('DELETE', `/segments/${segment.id}`)).status).toBe(204)
    const { network } = (await my.admin('GET', `/networks/${id}`)).body
    expect(network).toMatchObject({
      ...{ 'provider:network_type': null, 'provider:physical_network': null },
      ...{ 'provider:segmentation_id': null, mtu: 1450 },
    })
    const changed = await my.demo('PUT', `/networks/${id}`, { network: { mtu: 1600 } })
    expect(refusal(changed)).toBe(
      '400 InvalidInput: Invalid input for operation: Requested MTU is too big, maximum is 1500.',
    )
  })

  test('one that subnets are on stays', async () => {
    const { id: network_id } = await my.make('network')
    const [{ id }] = await segmentsOf(network_id)
    const attributes = { network_id, ip_version: 4, cidr: '10.5.0.0/24', segment_id: id }
    const subnet = await my.make('subnet', attributes, my.admin)
    const said =
      `Segment '${id}' cannot be deleted: The segment is still associated with subnet(s) ` +
      `${subnet.id}.`
    const path = `/segments/${id}`
    expect(refusal(await my.admin('DELETE', path))).toBe(`409 SegmentInUse: ${said}\n${said}`)
    await my.admin('DELETE', `/subnets/${subnet.id}`)
    expect((await my.admin('DELETE', path)).status).toBe(204)
    expect(refusal(await my.admin('DELETE', path))).toBe(
      `404 SegmentNotFound: Segment ${id} could not be found.`,
    )
  })

  test('name and description change, and count as revisions; nothing else does', async () => {
    const { id: network_id } = await my.make('network')
    const [{ id }] = await segmentsOf(network_id)
    const put = (segment: object) => my.admin('PUT', `/segments/${id}`, { segment })
    const named = (await put({ name: 'a', description: 'd' })).body.segment
    expect(named).toMatchObject({ name: 'a', description: 'd', revision_number: 1 })
    expect((await put({})).body.segment).toEqual(named)
    expect(refusal(await put({ network_type: 'vlan' }))).toBe(
      '400 HTTPBadRequest: Cannot update read-only attribute network_type',
    )
    expect((await my.admin('GET', '/segments?name=a&description=d')).body.segments).toEqual([named])
  })

  test.each([
    [{ network_type: 'bogus' }, "network_type value 'bogus' not supported."],
    [{ network_type: 'flat' }, 'physical_network required for flat provider network.'],
    [{ network_type: 'vxlan', segmentation_id: 'x' }, "'x' is not an integer."],
  ])('refuses %j', async (attributes, message) => {
    const { id: network_id } = await my.make('network')
    const segment = { network_id, ...attributes }
    expect(refusal(await my.admin('POST', '/segments', { segment }))).toBe(
      `400 InvalidInput: Invalid input for operation: ${message}`,
    )
  })

  test('needs a network that is there, and comes one at a time', async () => {
    const segment = { network_id: NOWHERE, network_type: 'bogus' }
    expect(refusal(await my.admin('POST', '/segments', { segment }))).toBe(
      `404 NetworkNotFound: Network ${NOWHERE} could not be found.`,
    )
    expect(refusal(await my.admin('POST', '/segments', { segments: [segment] }))).toBe(
      '400 HTTPBadRequest: Bulk operation not supported',
    )
  })

  test('lists filter by all but the id of the segment, and sort by that', async () => {
    const { id } = await my.make('network')
    await add(id, { network_type: 'vxlan', segmentation_id: 9999 })
    const got = await my.admin('GET', '/segments?sort_key=segmentation_id&sort_dir=desc&limit=1')
    expect(got.body.segments[0].segmentation_id).toBe(9999)
    expect(refusal(await my.admin('GET', '/segments?segmentation_id=9999'))).toBe(
      "400 HTTPBadRequest: ['segmentation_id'] is invalid attribute for filtering",
    )
  })

  test('others than administrators find none, and are not told of any', async () => {
    const { id: network_id } = await my.make('network')
    const [{ id }] = await segmentsOf(network_id)
    expect((await my.demo('GET', '/segments')).body).toEqual({ segments: [] })
    const hidden = '404 HTTPNotFound: The resource could not be found.'
    expect(refusal(await my.demo('GET', `/segments/${id}`))).toBe(hidden)
    expect(refusal(await my.demo('PUT', `/segments/${id}`, { segment: {} }))).toBe(hidden)
    expect(refusal(await my.demo('DELETE', `/segments/${id}`))).toBe(hidden)
    const segment = { network_id, network_type: 'local' }
    expect(refusal(await my.demo('POST', '/segments', { segment }))).toBe(
      '403 PolicyNotAuthorized: rule:create_segment is disallowed by policy',
    )
  })

  test('of several added at once each has a place of its own', async () => {
    const { id } = await my.make('network')
    const all = Array.from({ length: 5 }, () => add(id, { network_type: 'vxlan' }))
    const ids = (await Promise.all(all)).map(({ segmentation_id }) => segmentation_id)
    expect(new Set(ids).size).toBe(5)
    const { network } = (await my.admin('GET', `/networks/${id}`)).body
    expect(network.segments).toHaveLength(6)
  })
})
