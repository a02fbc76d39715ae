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
}
