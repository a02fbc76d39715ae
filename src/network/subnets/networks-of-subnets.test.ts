/** What a network says to its subnets: its segments, how large its packets are, and the quota. */
import { describe, expect, test } from 'vitest'
import { refusal, useNetworkCloud, type NetworkApi } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: { subnet: 12 } } })

const create = (attributes: object, as: NetworkApi = my.admin) =>
  as('POST', '/subnets', { subnet: { ip_version: 4, ...attributes } })

/** A network of the administrator and the ids of its segments. */
async function segmented(vlans: readonly number[]) {
  const segments = vlans.map((id) => ({
    'provider:network_type': 'vlan',
    'provider:physical_network': 'physnet1',
    'provider:segmentation_id': id,
  }))
  const network = await my.make('network', { segments }, my.admin)
  const rows = await my.cloud.app.database.read((tx) => {
    return tx.db
      .selectFrom('network_segments')
      .select('id')
      .where('network_id', '=', network.id)
      .orderBy('segment_index')
      .execute()
  })
  return { network_id: network.id as string, ids: rows.map(({ id }) => id) }
}

const notAll = (network: string) =>
  `400 SubnetsNotAllAssociatedWithSegments: All of the subnets on network '${network}' must either ` +
  'all be associated with segments or all not associated with any segment.'

describe('segments', () => {
  test('all subnets of a network are on some, or none is', async () => {
    const { network_id, ids } = await segmented([101, 102])
    const [first, second] = ids
    const one = await create({ network_id, cidr: '10.0.0.0/24', segment_id: first })
    expect(one.body.subnet.segment_id).toBe(first)
    expect(refusal(await create({ network_id, cidr: '10.0.1.0/24' }))).toBe(notAll(network_id))
    const routed = { network_id, cidr: '10.0.3.0/24', service_types: ['network:routed'] }
    expect((await create(routed)).status).toBe(201)
    expect((await create({ network_id, cidr: '10.0.1.0/24', segment_id: second })).status).toBe(201)
    const { network } = (await my.admin('GET', `/networks/${network_id}`)).body
    expect(network.l2_adjacency).toBe(false)
    const found = await my.admin('GET', `/subnets?segment_id=${first}&fields=id`)
    expect(found.body.subnets).toEqual([{ id: one.body.subnet.id }])
    const put = await my.admin('PUT', `/subnets/${one.body.subnet.id}`, {
      subnet: { segment_id: second },
    })
    expect(refusal(put)).toBe(notAll(network_id))
  })

  test('are those of the network', async () => {
    const { ids } = await segmented([103])
    const { network_id } = await segmented([104])
    expect(refusal(await create({ network_id, cidr: '10.0.0.0/24', segment_id: ids[0] }))).toBe(
      `400 NetworkIdsDontMatch: The subnet's network id, '${network_id}', doesn't match the ` +
        `network_id of segment '${ids[0]}'`,
    )
  })

  test('the only subnet of a network may be put on its only one, and stays there', async () => {
    const { network_id, ids } = await segmented([105])
    const { id } = (await create({ network_id, cidr: '10.0.0.0/24' })).body.subnet
    const put = (segment_id: string | null) =>
      my.admin('PUT', `/subnets/${id}`, { subnet: { segment_id } })
    expect((await put(ids[0]!)).body.subnet).toMatchObject({
      segment_id: ids[0],
      revision_number: 1,
    })
    expect(refusal(await put(null))).toBe(
      '400 SubnetSegmentAssociationChangeNotAllowed: A subnet that is already associated with a ' +
        'segment cannot have its segment association changed.',
    )
    const two = await segmented([106, 107])
    const plain = await create({ network_id: two.network_id, cidr: '10.0.0.0/24' })
    const moved = await my.admin('PUT', `/subnets/${plain.body.subnet.id}`, {
      subnet: { segment_id: two.ids[0] },
    })
    expect(refusal(moved)).toBe(
      `400 NoUpdateSubnetWhenMultipleSegmentsOnNetwork: The network '${two.network_id}' has ` +
        'multiple segments, it is only possible to associate an existing subnet with a segment on ' +
        'networks with a single segment.',
    )
  })
})

test('IPv6 needs larger packets than IPv4', async () => {
  const { id: network_id } = await my.make('network', { mtu: 1000 }, my.admin)
  const six = await create({ network_id, ip_version: 6, cidr: 'fd00::/64' })
  expect(refusal(six)).toBe(
    `409 NetworkMTUSubnetConflict: MTU of ${network_id} is not valid, subnet requires a minimum of ` +
      '1280',
  )
  expect((await create({ network_id, cidr: '10.0.0.0/24' })).status).toBe(201)
})

test('a project has no more subnets than its quota, in one body or several', async () => {
  const { id: network_id } = await my.make('network')
  const subnets = Array.from({ length: 13 }, (_, at) => {
    return { network_id, ip_version: 4, cidr: `10.0.${at}.0/24` }
  })
  const words = "409 OverQuota: Quota exceeded for resources: ['subnet']."
  expect(refusal(await my.demo('POST', '/subnets', { subnets }))).toBe(words)
  const most = await my.demo('POST', '/subnets', { subnets: subnets.slice(1) })
  expect(most.status).toBe(201)
  expect(refusal(await create(subnets[0]!, my.demo))).toBe(words)
})
