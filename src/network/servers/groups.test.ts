/** Security groups of servers, and how servers show that they are plugged in. */
import { expect, test } from 'vitest'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { networkWithSubnet, useNetworkCloud } from '../../../test/support/network-cloud.ts'
import { newServer, refused, serversOf } from '../../../test/support/servers-of-network.ts'
import type { ServerToPlug } from './servers.ts'

const my = useNetworkCloud()
const made = async (name: string) => {
  return (await my.make('security_group', { name })).id as string
}
const interfaces = async (server: ServerToPlug) => {
  const all = await serversOf(my).cloud((facade, tx) => facade.interfaces(tx, [server]))
  return all.get(server.id)!
}

test('are named by their names in any case, or by their ids', async () => {
  const [web, twice] = [await made('web'), await made('twice')]
  await made('Twice')
  const ids = (...names: string[]) =>
    serversOf(my).client((client, tx) => client.groupsNamed(tx, names))
  expect(await ids()).toEqual([])
  expect(await ids('default')).toEqual([])
  expect(await ids('default', 'WEB', web)).toEqual([expect.any(String), web])
  expect(await ids(twice)).toEqual([twice])
  expect(await refused(ids('nope'))).toBe(
    "400 SecurityGroupNotFound: Unable to find security_group with name or id 'nope'",
  )
  expect(await refused(ids('twice'))).toBe(
    "409 NoUniqueMatch: Multiple security_group matches found for name 'twice', use an ID to be " +
      'more specific.',
  )
})

test('are added to all ports of a server, and taken from those that have them', async () => {
  const id = await made('more')
  const { network_id } = await networkWithSubnet(my)
  const server = newServer(my.persona)
  const add = (name: string) =>
    serversOf(my).client((client, tx) => client.addGroup(tx, server, name))
  const remove = (name: string, persona = my.persona) =>
    serversOf(my).client((client, tx) => client.removeGroup(tx, server, name), persona)
  expect(await refused(add('more'))).toBe(
    `404 SecurityGroupNotFound: instance_id ${server.id} could not be found as device id on any ports`,
  )
  const asked = [{ networkId: network_id }, { networkId: network_id }]
  await serversOf(my).allocate(server, asked)
  const names = async () =>
    (await interfaces(server)).map((one) => one.groups.map(({ name }) => name).toSorted())
  expect(await names()).toEqual([['default'], ['default']])
  await add('more')
  expect(await names()).toEqual([
    ['default', 'more'],
    ['default', 'more'],
  ])
  expect(await refused(add('more'))).toBe(
    `400 HTTPBadRequest: Invalid input for security_groups. Reason: Duplicate items in the list: '${id}'.`,
  )
  expect(await refused(add('nope'))).toBe(
    `404 SecurityGroupNotFound: Security group nope is not found for project ${server.projectId}`,
  )
  await remove('MORE')
  expect(await names()).toEqual([['default'], ['default']])
  expect(await refused(remove('more'))).toBe(
    `404 SecurityGroupNotFound: Security group more not associated with the instance ${server.id}`,
  )
  const reader = await my.cloud.user('looker', 'reader', 'demo')
  expect(await refused(remove('default', reader))).toMatch(/^403 PolicyNotAuthorized: /)
})

test('are only of ports that can have some', async () => {
  await made('any')
  const { network_id } = await networkWithSubnet(my, { port_security_enabled: false })
  const server = newServer(my.persona)
  await serversOf(my).allocate(server, [{ networkId: network_id }])
  const add = serversOf(my).client((client, tx) => client.addGroup(tx, server, 'any'))
  expect(await refused(add)).toMatch(/^400 SecurityGroupCannotBeApplied: Network requires /)
})

test('interfaces have their networks, addresses inside and outside, and where they are', async () => {
  const outside = await externalNetwork(my)
  const inside = await networkWith(my, '10.5.0.0/24', { name: 'lan' })
  const v6 = { network_id: inside.id, ip_version: 6, cidr: 'fd00:5::/64' }
  await my.make('subnet', { ...v6, ipv6_address_mode: 'slaac', ipv6_ra_mode: 'slaac' })
  const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
  const add = `/routers/${router.id}/add_router_interface`
  await my.demo('PUT', add, { subnet_id: inside.subnet })
  const [server, other] = [newServer(my.persona), newServer(my.persona, { host: undefined })]
  const { ports } = await serversOf(my).allocate(server, [{ networkId: inside.id }])
  await serversOf(my).allocate(other, [{ networkId: inside.id }])
  const { id } = ports[0]!
  const floating = await my.make('floatingip', {
    floating_network_id: outside.id,
    port_id: id,
  })
  const all = await serversOf(my).cloud((facade, tx) =>
    facade.interfaces(tx, [server, other, newServer(my.persona)]),
  )
  expect([...all.values()].map((one) => one.length)).toEqual([1, 1, 0])
  const { port } = (await my.admin('GET', `/ports/${id}`)).body
  const addresses = port.fixed_ips
    .toSorted((a: any, b: any) => (a.subnet_id < b.subnet_id ? -1 : 1))
    .map((one: any) => ({
      address: one.ip_address,
      version: one.ip_address.includes(':') ? 6 : 4,
      subnetId: one.subnet_id,
      floating: one.ip_address.includes(':') ? [] : [floating.floating_ip_address],
    }))
  expect(addresses).toHaveLength(2)
  expect(all.get(server.id)).toEqual([
    {
      portId: id,
      macAddress: port.mac_address,
      network: { id: inside.id, name: 'lan', projectId: my.persona.projectId, mtu: 1450 },
      addresses,
      groups: [{ id: port.security_groups[0], name: 'default' }],
      ...{ status: 'ACTIVE', isActive: true, host: 'host-1', vnicType: 'normal', vifType: 'ovs' },
      vifDetails: { port_filter: true, bound_drivers: { '0': 'openvswitch' } },
      profile: {},
    },
  ])
  expect(all.get(other.id)).toMatchObject([
    { status: 'DOWN', isActive: false, host: '', vifType: 'unbound', vifDetails: {} },
  ])
})
