import { serverRow, type ServerColumns } from '../../support/server-rows.ts'
import { type Example, type Examples, type World } from '../world.ts'
import { made, network } from './network.ts'
import { outside, router } from './network-l3.ts'

async function serverId(world: World, columns: ServerColumns = {}): Promise<string> {
  return serverRow(world.cloud, world.owner, columns)
}

async function ofServer(world: World): Promise<Example> {
  return { params: { server_id: await serverId(world) } }
}

/** A server with a port that its owner has plugged in. */
async function ofPort(world: World): Promise<Example> {
  const server_id = await serverId(world)
  const attributes = { network_id: (await network(world)).id, device_id: server_id }
  const { id } = await made(world, '/ports', 'port', attributes)
  return { params: { server_id, port_id: id } }
}

async function addressed(world: World): Promise<string> {
  const { id } = await network(world)
  await made(world, '/subnets', 'subnet', { network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
  return id
}

const onServer =
  (body: object, columns: ServerColumns = {}) =>
  async (world: World): Promise<Example> => ({
    params: { server_id: await serverId(world, columns) },
    body,
    version: '2.43',
  })

/** A server behind a router, and a floating IP that could lead there. */
async function reachable(world: World) {
  const external = await outside(world)
  const server_id = await serverId(world)
  const { id: network_id } = await network(world)
  const subnet = { network_id, ip_version: 4, cidr: '10.0.0.0/24' }
  const { id: subnet_id } = await made(world, '/subnets', 'subnet', subnet)
  const { id } = await router(world, { external_gateway_info: { network_id: external } })
  const path = `/v2.0/routers/${id}/add_router_interface`
  await world.call('network', 'PUT', path, { as: world.owner, body: { subnet_id } })
  const port = await made(world, '/ports', 'port', { network_id, device_id: server_id })
  return { server_id, port_id: port.id as string, floating_network_id: external }
}

async function toAddress(world: World): Promise<Example> {
  const { server_id, floating_network_id } = await reachable(world)
  const { floating_ip_address: address } = await made(world, '/floatingips', 'floatingip', {
    floating_network_id,
  })
  return { params: { server_id }, body: { addFloatingIp: { address } }, version: '2.43' }
}

async function reached(world: World): Promise<Example> {
  const { server_id, port_id, floating_network_id } = await reachable(world)
  const attributes = { floating_network_id, port_id }
  const { floating_ip_address: address } = await made(
    world,
    '/floatingips',
    'floatingip',
    attributes,
  )
  return { params: { server_id }, body: { removeFloatingIp: { address } }, version: '2.43' }
}

const SHARE = '00000000-0000-4000-8000-000000000000'

async function ofShare(world: World): Promise<Example> {
  return { params: { server_id: await serverId(world, { vm_state: 'stopped' }), share_id: SHARE } }
}

export const interfaceExamples: Examples = {
  'interfaces.list': ofServer,
  'interfaces.show': ofPort,
  'interfaces.create': async (world) => ({
    ...(await ofServer(world)),
    body: { interfaceAttachment: { net_id: await addressed(world) } },
  }),
  'interfaces.delete': ofPort,
  'servers.add_fixed_ip': onServer({ addFixedIp: { networkId: SHARE } }),
  'servers.remove_fixed_ip': onServer({ removeFixedIp: { address: '10.0.0.1' } }),
  'servers.add_floating_ip': toAddress,
  'servers.remove_floating_ip': reached,
  'servers.inject_network_info': onServer({ injectNetworkInfo: null }),
  'servers.topology': ofServer,
  'servers.diagnostics': ofServer,
  'server_external_events.create': async (world) => ({
    body: { events: [{ name: 'network-changed', server_uuid: await serverId(world) }] },
  }),
  'server_shares.list': ofServer,
  'server_shares.show': ofShare,
  'server_shares.create': async (world) => ({
    params: { server_id: await serverId(world, { vm_state: 'stopped' }) },
    body: { share: { share_id: SHARE } },
  }),
  'server_shares.delete': ofShare,
}
