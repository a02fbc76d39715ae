import type { Example, Examples, World } from '../world.ts'
import { made, network } from './network.ts'

/** A new subnet of the owner. */
export async function subnet(world: World, attributes: object = {}): Promise<any> {
  const { id } = await network(world)
  const usual = { network_id: id, ip_version: 4, cidr: '10.0.0.0/24' }
  return made(world, '/subnets', 'subnet', { ...usual, ...attributes })
}

async function aSubnet(world: World): Promise<Example> {
  return { params: { id: (await subnet(world)).id } }
}

export const subnetExamples: Examples = {
  'subnets.list': () => ({}),
  'subnets.create': async (world) => {
    const { id } = await network(world)
    return { body: { subnet: { network_id: id, ip_version: 4, cidr: '10.0.0.0/24' } } }
  },
  'subnets.show': aSubnet,
  'subnets.update': async (world) => ({
    ...(await aSubnet(world)),
    body: { subnet: { name: 'changed' } },
  }),
  'subnets.delete': aSubnet,
}
