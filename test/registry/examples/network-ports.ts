import type { Example, Examples, World } from '../world.ts'
import { made, network } from './network.ts'

/** A new port of the owner. */
export async function port(world: World, attributes: object = {}): Promise<any> {
  const { id } = await network(world)
  return made(world, '/ports', 'port', { network_id: id, ...attributes })
}

async function aPort(world: World): Promise<Example> {
  return { params: { id: (await port(world)).id } }
}

/** A port of the owner on a host, as one of a server. */
async function boundPort(world: World): Promise<string> {
  const { id } = await port(world, { device_owner: 'compute:nova' })
  const body = { port: { 'binding:host_id': 'h1' } }
  await world.call('network', 'PUT', `/v2.0/ports/${id}`, { body })
  return id
}

async function aBinding(world: World): Promise<Example> {
  return { params: { port_id: await boundPort(world), id: 'h1' } }
}

/** One that only another service can make. */
async function anotherBinding(world: World): Promise<Example> {
  const id = await boundPort(world)
  const as = await world.cloud.user(world.fresh('binder'), 'service', 'service')
  const body = { binding: { host: 'h2' } }
  await world.call('network', 'POST', `/v2.0/ports/${id}/bindings`, { as, body })
  return { params: { port_id: id, id: 'h2' } }
}

export const portExamples: Examples = {
  'ports.list': () => ({}),
  'ports.create': async (world) => ({
    body: { port: { network_id: (await network(world)).id } },
  }),
  'ports.show': aPort,
  'ports.update': async (world) => ({
    ...(await aPort(world)),
    body: { port: { name: 'changed' } },
  }),
  'ports.delete': aPort,

  'bindings.list': async (world) => ({ params: { port_id: await boundPort(world) } }),
  'bindings.create': async (world) => ({
    params: { port_id: await boundPort(world) },
    body: { binding: { host: 'h2' } },
  }),
  'bindings.show': aBinding,
  'bindings.update': async (world) => ({
    ...(await aBinding(world)),
    body: { binding: { vnic_type: 'direct' } },
  }),
  'bindings.delete': anotherBinding,
  'bindings.activate': anotherBinding,
}
