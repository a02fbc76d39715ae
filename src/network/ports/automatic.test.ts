/** Addresses that ports make themselves. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const SLAAC = {
  ...{ ip_version: 6, cidr: 'fd77::/64', ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' },
}
const MAC = 'fa:16:3e:00:00:01'
const MADE = 'fd77::f816:3eff:fe00:1'

test('a port has one in each subnet where ports do, besides that of IPv4', async () => {
  const { id: network_id } = await my.make('network')
  const v4 = await my.make('subnet', { network_id, ip_version: 4, cidr: '10.9.0.0/24' })
  const v6 = await my.make('subnet', { network_id, ...SLAAC })
  const port = await my.make('port', { network_id, mac_address: MAC })
  expect(port.fixed_ips).toEqual([
    { subnet_id: v4.id, ip_address: expect.stringMatching(/^10\.9\.0\./) },
    { subnet_id: v6.id, ip_address: MADE },
  ])
  const fixed_ips = [{ subnet_id: v6.id, ip_address: 'fd77::5' }]
  const refused = await my.demo('POST', '/ports', { port: { network_id, fixed_ips } })
  expect(refusal(refused)).toBe(
    '400 AllocationOnAutoAddressSubnet: IPv6 address fd77::5 cannot be directly assigned to a port ' +
      `on subnet ${v6.id} as the subnet is configured for automatic addresses`,
  )
})

test('ports that are there make one in a new subnet', async () => {
  const { id: network_id } = await my.make('network')
  const { id } = await my.make('port', { network_id, mac_address: MAC })
  const { id: subnet_id } = await my.make('subnet', { network_id, ...SLAAC })
  expect((await my.demo('GET', `/ports/${id}`)).body.port).toMatchObject({
    fixed_ips: [{ subnet_id, ip_address: MADE }],
    revision_number: 2,
  })
  const found = await my.demo(
    'GET',
    `/ports?network_id=${network_id}&fixed_ips=ip_address%3D${MADE}&fields=id`,
  )
  expect(found.body.ports).toEqual([{ id }])
})

test('another hardware address is another address', async () => {
  const { id: network_id } = await my.make('network')
  const { id: subnet_id } = await my.make('subnet', { network_id, ...SLAAC })
  const { id } = await my.make('port', { network_id, mac_address: MAC })
  const port = { mac_address: 'fa:16:3e:00:00:02' }
  expect((await my.admin('PUT', `/ports/${id}`, { port })).body.port.fixed_ips).toEqual([
    { subnet_id, ip_address: 'fd77::f816:3eff:fe00:2' },
  ])
})

test('tags of ports are set one by one too', async () => {
  const { id: network_id } = await my.make('network')
  const { id } = await my.make('port', { network_id, tags: ['a'] })
  expect((await my.demo('PUT', `/ports/${id}/tags/b`)).status).toBe(201)
  expect((await my.demo('GET', `/ports/${id}`)).body.port.tags).toEqual(['a', 'b'])
})
