/** What may change of a subnet, and what counts as a change. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

async function subnet(attributes: object = {}) {
  const { id } = await my.make('network')
  const usual = { network_id: id, ip_version: 4, cidr: '10.35.0.0/24' }
  return my.make('subnet', { ...usual, ...attributes })
}

test('changes of addresses that are served are no revisions, others are, and of the network too', async () => {
  const { id, network_id: networkId } = await subnet()
  const steps: readonly (readonly [object, number])[] = [
    [{ name: 'a' }, 1],
    [{ name: 'a' }, 1],
    [{ dns_nameservers: ['8.8.8.8', '1.1.1.1'] }, 1],
    [{ host_routes: [{ destination: '1.0.0.0/8', nexthop: '10.35.0.3' }] }, 1],
    [{ allocation_pools: [{ start: '10.35.0.10', end: '10.35.0.20' }] }, 1],
    [{ gateway_ip: '10.35.0.5' }, 2],
    [{ enable_dhcp: false }, 3],
    [{ gateway_ip: null, description: 'b' }, 4],
    [{ allocation_pools: [] }, 4],
    [{ service_types: ['network:dhcp'] }, 5],
    [{ service_types: ['network:dhcp'] }, 6],
  ]
  for (const [change, revision] of steps) {
    const got = await my.demo('PUT', `/subnets/${id}`, { subnet: change })
    expect(got.body.subnet).toMatchObject({ ...change, revision_number: revision })
    expect((await my.demo('GET', `/subnets/${id}`)).body).toEqual(got.body)
    const { network } = (await my.demo('GET', `/networks/${networkId}`)).body
    expect(network.revision_number).toBe(2 + revision)
  }
})

test.each([
  [{ cidr: '10.0.0.0/24' }, '400 HTTPBadRequest: Cannot update read-only attribute cidr'],
  [
    { allocation_pools: [{ start: '10.36.0.1', end: '10.36.0.2' }] },
    '400 OutOfBoundsAllocationPool: The allocation pool 10.36.0.1-10.36.0.2 spans beyond the subnet ' +
      'cidr 10.35.0.0/24.',
  ],
  [
    { gateway_ip: '10.35.0.9' },
    '409 GatewayConflictWithAllocationPools: Gateway ip 10.35.0.9 conflicts with allocation pool ' +
      '10.35.0.2-10.35.0.254.',
  ],
  [
    { dns_nameservers: ['fd00::1'] },
    "400 InvalidInput: Invalid input for operation: dns_nameserver 'fd00::1' does not match the " +
      "ip_version '4'.",
  ],
])('%j is refused', async (change, words) => {
  const { id } = await subnet()
  expect(refusal(await my.demo('PUT', `/subnets/${id}`, { subnet: change }))).toBe(words)
})

test('the gateway may move where the pools leave it room', async () => {
  const { id } = await subnet()
  const put = (change: object) => my.demo('PUT', `/subnets/${id}`, { subnet: change })
  const pools = [{ start: '10.35.0.10', end: '10.35.0.20' }]
  const got = await put({ gateway_ip: '10.35.0.9', allocation_pools: pools })
  expect(got.body.subnet).toMatchObject({ gateway_ip: '10.35.0.9', allocation_pools: pools })
  const outside = await put({ gateway_ip: '192.168.0.1' })
  expect(outside.body.subnet.gateway_ip).toBe('192.168.0.1')
})

test('DHCP stays on where modes of IPv6 are set', async () => {
  const modes = { ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' }
  const { id } = await subnet({ ip_version: 6, cidr: 'fd01::/64', ...modes })
  const got = await my.demo('PUT', `/subnets/${id}`, { subnet: { enable_dhcp: false } })
  expect(refusal(got)).toBe(
    '400 InvalidInput: Invalid input for operation: Cannot disable enable_dhcp with ipv6 ' +
      'attributes set.',
  )
})
