/** Addresses that servers get and lose while they run. */
import { expect, test } from 'vitest'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { networkWithSubnet, useNetworkCloud } from '../../../test/support/network-cloud.ts'
import { newServer, refused, serversOf } from '../../../test/support/servers-of-network.ts'

const my = useNetworkCloud()

test('an address more is of the first subnet that has one, and can be taken away again', async () => {
  // One of two addresses for machines is the gateway's.
  const { network_id } = await networkWithSubnet(my, {}, '10.1.0.0/30')
  const server = newServer(my.persona)
  const { ports } = await serversOf(my).allocate(server, [{ networkId: network_id }])
  const add = (network = network_id) =>
    serversOf(my).client((client, tx) => client.addFixedIp(tx, server, network))
  const remove = (address: string) =>
    serversOf(my).client((client, tx) => client.removeFixedIp(tx, server, address))
  const addresses = async (): Promise<string[]> => {
    const { port } = (await my.demo('GET', `/ports/${ports[0]!.id}`)).body
    return port.fixed_ips.map((one: any) => one.ip_address)
  }
  const nowhere = `404 NetworkNotFoundForInstance: Network could not be found for instance ${server.id}.`
  expect(await refused(add())).toBe(nowhere)
  expect(await addresses()).toEqual(['10.1.0.2'])
  await my.make('subnet', { network_id, ip_version: 4, cidr: '10.2.0.0/24' })
  await add()
  expect(await addresses()).toEqual(['10.1.0.2', expect.stringMatching(/^10\.2\.0\./)])
  const { network_id: other } = await networkWithSubnet(my)
  expect(await refused(add(other))).toBe(nowhere)
  await remove('10.1.0.2')
  expect(await addresses()).toEqual([expect.stringMatching(/^10\.2\.0\./)])
  expect(await refused(remove('10.1.0.2'))).toBe(
    `400 FixedIpNotFoundForInstance: Instance ${server.id} does not have fixed IP '10.1.0.2'.`,
  )
})

test('a floating IP is named by its address, leads to a server, and nowhere again', async () => {
  const outside = await externalNetwork(my)
  const inside = await networkWith(my, '10.6.0.0/24')
  const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
  const add = `/routers/${router.id}/add_router_interface`
  await my.demo('PUT', add, { subnet_id: inside.subnet })
  const server = newServer(my.persona)
  await serversOf(my).allocate(server, [{ networkId: inside.id }])
  const all = await serversOf(my).cloud((facade, tx) => facade.interfaces(tx, [server]))
  const { portId, addresses } = all.get(server.id)![0]!
  const { id, floating_ip_address: outer } = await my.make('floatingip', {
    floating_network_id: outside.id,
  })
  const set = (address: string, to?: string, persona = my.persona) =>
    serversOf(my).client(
      (client, tx) => client.setFloatingIp(tx, address, to ? { portId, address: to } : undefined),
      persona,
    )
  const leadsTo = () => serversOf(my).client((client, tx) => client.serverOfFloatingIp(tx, outer))
  const shown = async () => (await my.demo('GET', `/floatingips/${id}`)).body.floatingip
  expect(await leadsTo()).toBeUndefined()
  const inner = addresses[0]!.address
  await set(outer, inner)
  expect(await shown()).toMatchObject({ port_id: portId, fixed_ip_address: inner })
  expect(await leadsTo()).toBe(server.id)
  expect(await refused(set(outer, '10.6.0.250'))).toMatch(/^400 BadRequest: /)
  const missing = (address: string) =>
    `404 FloatingIpNotFoundForAddress: Floating IP not found for address ${address}.`
  expect(await refused(set('203.0.113.250'))).toBe(missing('203.0.113.250'))
  expect(await refused(set(outer, inner, my.strangerPersona))).toBe(missing(outer))
  const reader = await my.cloud.user('looker', 'reader', 'demo')
  expect(await refused(set(outer, undefined, reader))).toMatch(/^403 PolicyNotAuthorized: /)
  await set(outer)
  expect(await shown()).toMatchObject({ port_id: null, fixed_ip_address: null, router_id: null })
})
