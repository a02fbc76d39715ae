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

const ofSubnets: Examples = {
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

/** A new pool of the owner. */
export async function subnetpool(world: World): Promise<any> {
  const attributes = { name: world.fresh('pool'), prefixes: ['10.0.0.0/16'] }
  return made(world, '/subnetpools', 'subnetpool', attributes)
}

async function aPool(world: World): Promise<Example> {
  return { params: { id: (await subnetpool(world)).id } }
}

async function aScope(world: World): Promise<Example> {
  const attributes = { name: world.fresh('scope'), ip_version: 4 }
  return { params: { id: (await made(world, '/address-scopes', 'address_scope', attributes)).id } }
}

const ofPools: Examples = {
  'subnetpools.list': () => ({}),
  'subnetpools.create': (world) => ({
    body: { subnetpool: { name: world.fresh('pool'), prefixes: ['10.0.0.0/16'] } },
  }),
  'subnetpools.show': aPool,
  'subnetpools.update': async (world) => ({
    ...(await aPool(world)),
    body: { subnetpool: { name: 'changed' } },
  }),
  'subnetpools.delete': aPool,
  'subnetpools.add_prefixes': async (world) => ({
    ...(await aPool(world)),
    body: { prefixes: ['10.1.0.0/16'] },
  }),
  'subnetpools.remove_prefixes': async (world) => ({
    ...(await aPool(world)),
    body: { prefixes: ['10.0.1.0/24'] },
  }),
  'subnetpools.onboard_network_subnets': async (world) => ({
    ...(await aPool(world)),
    body: { network_id: (await network(world)).id },
  }),
  'address_scopes.list': () => ({}),
  'address_scopes.create': (world) => ({
    body: { address_scope: { name: world.fresh('scope'), ip_version: 4 } },
  }),
  'address_scopes.show': aScope,
  'address_scopes.update': async (world) => ({
    ...(await aScope(world)),
    body: { address_scope: { name: 'changed' } },
  }),
  'address_scopes.delete': aScope,
}

export const subnetExamples: Examples = { ...ofSubnets, ...ofPools }
