import type { Example, Examples, World } from '../world.ts'
import { made, network, unlimited } from './network.ts'

export function router(world: World, attributes: object = {}): Promise<any> {
  return made(world, '/routers', 'router', { name: world.fresh('router'), ...attributes })
}

async function aRouter(world: World): Promise<Example> {
  return { params: { id: (await router(world)).id } }
}

/** A subnet of the owner's, of a prefix of its own. */
async function subnet(world: World): Promise<any> {
  const { id } = await network(world)
  const cidr = '10.0.0.0/24'
  return made(world, '/subnets', 'subnet', { network_id: id, ip_version: 4, cidr })
}

export async function joined(world: World): Promise<Example> {
  const [{ id }, { id: subnetId }] = [await router(world), await subnet(world)]
  const [path, body] = [`/v2.0/routers/${id}/add_router_interface`, { subnet_id: subnetId }]
  await world.call('network', 'PUT', path, { as: world.owner, body })
  return { params: { id }, body }
}

/** A network outside, with addresses that no other one has: floating IPs are also named by them. */
export async function outside(world: World): Promise<string> {
  await unlimited(world)
  const external = { 'router:external': true }
  const got = await world.call('network', 'POST', '/v2.0/networks', { body: { network: external } })
  const { id } = got.network
  const number = Number(/\d+$/.exec(world.fresh('outside'))![0])
  const cidr = `100.${64 + ((number >> 8) % 64)}.${number % 256}.0/24`
  const subnet = { network_id: id, ip_version: 4, cidr }
  await world.call('network', 'POST', '/v2.0/subnets', { body: { subnet } })
  return id
}

async function floatingIp(world: World): Promise<Example> {
  const attributes = { floating_network_id: await outside(world) }
  const { id } = await made(world, '/floatingips', 'floatingip', attributes)
  return { params: { id } }
}

/** A router without gateways, and one that it may have. */
async function gateways(world: World) {
  const body = { router: { external_gateways: [{ network_id: await outside(world) }] } }
  return { params: { id: (await router(world)).id }, body }
}

const ROUTES = { router: { routes: [{ destination: '10.9.0.0/16', nexthop: '10.0.0.9' }] } }

export const l3Examples: Examples = {
  'routers.list': () => ({}),
  async 'routers.create'(world) {
    await unlimited(world)
    return { body: { router: { name: world.fresh('router') } } }
  },
  'routers.show': aRouter,
  'routers.update': async (world) => ({
    ...(await aRouter(world)),
    body: { router: { name: 'changed' } },
  }),
  'routers.delete': aRouter,
  'routers.add_router_interface': async (world) => ({
    ...(await aRouter(world)),
    body: { subnet_id: (await subnet(world)).id },
  }),
  'routers.remove_router_interface': joined,
  'routers.add_extraroutes': async (world) => ({ ...(await joined(world)), body: ROUTES }),
  'routers.remove_extraroutes': async (world) => ({ ...(await joined(world)), body: ROUTES }),
  'routers.add_external_gateways': gateways,
  'routers.update_external_gateways': gateways,
  async 'routers.remove_external_gateways'(world) {
    const { params, body } = await gateways(world)
    const path = `/v2.0/routers/${params.id}/add_external_gateways`
    await world.call('network', 'PUT', path, { as: world.owner, body })
    return { params, body }
  },

  'floatingips.list': () => ({}),
  'floatingips.create': async (world) => ({
    body: { floatingip: { floating_network_id: await outside(world) } },
  }),
  'floatingips.show': floatingIp,
  'floatingips.update': async (world) => ({
    ...(await floatingIp(world)),
    body: { floatingip: { description: 'changed' } },
  }),
  'floatingips.delete': floatingIp,
  'floatingip_pools.list': () => ({}),
}
