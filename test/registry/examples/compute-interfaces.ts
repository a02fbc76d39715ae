import { serverRow, type ServerColumns } from '../../support/server-rows.ts'
import { type Example, type Examples, type World } from '../world.ts'
import { made, network } from './network.ts'

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

export const interfaceExamples: Examples = {
  'interfaces.list': ofServer,
  'interfaces.show': ofPort,
  'interfaces.create': async (world) => ({
    ...(await ofServer(world)),
    body: { interfaceAttachment: { net_id: await addressed(world) } },
  }),
  'interfaces.delete': ofPort,
}
