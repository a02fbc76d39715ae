/** What keeps a subnet, or its gateway, from going; and tags of subnets and their pools. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const SLAAC = { ip_version: 6, ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' }

async function subnet(attributes: object = {}) {
  const { id } = await my.make('network')
  const usual = { network_id: id, ip_version: 4, cidr: '10.0.0.0/24' }
  return my.make('subnet', { ...usual, ...attributes })
}

const inUse = (id: string) =>
  `409 SubnetInUse: Unable to complete operation on subnet ${id}: One or more ports have an IP ` +
  'allocation from this subnet.'

test('a port keeps its subnet', async () => {
  const { id, network_id } = await subnet()
  const port = await my.make('port', { network_id })
  for (const who of [my.demo, my.admin]) {
    expect(refusal(await who('DELETE', `/subnets/${id}`))).toBe(inUse(id))
  }
  await my.demo('DELETE', `/ports/${port.id}`)
  expect((await my.demo('DELETE', `/subnets/${id}`)).status).toBe(204)
})

test('a port of DHCP loses its address and stays', async () => {
  const { id, network_id } = await subnet()
  const port = await my.make('port', { network_id, device_owner: 'network:dhcp' }, my.admin)
  expect(port.fixed_ips).toHaveLength(1)
  expect((await my.demo('DELETE', `/subnets/${id}`)).status).toBe(204)
  const shown = await my.admin('GET', `/ports/${port.id}`)
  expect(shown.body.port).toMatchObject({ fixed_ips: [], revision_number: 2 })
})

test('where ports make their addresses, they lose them with the subnet', async () => {
  const first = await subnet()
  const { network_id } = first
  const automatic = await my.make('subnet', { network_id, cidr: 'fd00::/64', ...SLAAC })
  const port = await my.make('port', { network_id })
  expect(port.fixed_ips).toHaveLength(2)
  expect((await my.demo('DELETE', `/subnets/${automatic.id}`)).status).toBe(204)
  const shown = await my.demo('GET', `/ports/${port.id}`)
  expect(shown.body.port.fixed_ips).toMatchObject([{ subnet_id: first.id }])
  expect(shown.body.port.revision_number).toBe(2)
})

test('a router keeps such a subnet, and the gateway whose address it has', async () => {
  const automatic = await subnet({ cidr: 'fd00::/64', ...SLAAC })
  const { id: router } = await my.make('router')
  const path = `/routers/${router}/add_router_interface`
  const { port_id: port } = (await my.demo('PUT', path, { subnet_id: automatic.id })).body
  expect(refusal(await my.demo('DELETE', `/subnets/${automatic.id}`))).toBe(inUse(automatic.id))
  const put = (gateway_ip: string | null) =>
    my.demo('PUT', `/subnets/${automatic.id}`, { subnet: { gateway_ip } })
  for (const other of ['fe80::1', null]) {
    expect(refusal(await put(other))).toBe(
      `409 GatewayIpInUse: Current gateway ip fd00:: already in use by port ${port}. Unable to ` +
        'update.',
    )
  }
  expect((await put('FD00:0::')).status).toBe(200)
})

test('tags of a subnet are a revision of its network, those of a pool of the pool', async () => {
  const { id, network_id } = await subnet()
  expect((await my.demo('PUT', `/subnets/${id}/tags/a`)).status).toBe(201)
  const tagged = await my.demo('GET', '/subnets?tags=a')
  expect(tagged.body.subnets).toMatchObject([{ id, tags: ['a'], revision_number: 1 }])
  const { network } = (await my.demo('GET', `/networks/${network_id}`)).body
  expect(network.revision_number).toBe(3)
  expect((await my.reader('PUT', `/subnets/${id}/tags/b`)).status).toBe(403)
  const pool = await my.make('subnetpool', { name: 'p', prefixes: ['10.0.0.0/24'] })
  const tags = await my.demo('PUT', `/subnetpools/${pool.id}/tags`, { tags: ['x', 'y'] })
  expect(tags.body).toEqual({ tags: ['x', 'y'] })
  const listed = await my.demo('GET', '/subnetpools?tags=x,y')
  expect(listed.body.subnetpools).toMatchObject([{ id: pool.id, revision_number: 1 }])
})
