import type { Example, Examples, World } from '../world.ts'
import { made, network, unlimited } from './network.ts'

/** As administrators make it, who own it. */
async function ofAdmin(world: World, path: string, resource: string, attributes: object) {
  const body = { [resource]: attributes }
  return (await world.call('network', 'POST', `/v2.0${path}`, { body }))[resource]
}

/** A port of the owner, and a router that may answer for it. */
async function proxied(world: World) {
  await unlimited(world)
  const [name, shared] = [world.fresh('scope'), true]
  const scope = { name, ip_version: 6, shared }
  const { id: scopeId } = await ofAdmin(world, '/address-scopes', 'address_scope', scope)
  const { id: poolId } = await ofAdmin(world, '/subnetpools', 'subnetpool', {
    ...{ name, shared, prefixes: ['2001:db8::/48'], default_prefixlen: 64 },
    address_scope_id: scopeId,
  })
  const external = { name, 'router:external': true }
  const { id: outside } = await ofAdmin(world, '/networks', 'network', external)
  const subnet = { ip_version: 6, subnetpool_id: poolId }
  await ofAdmin(world, '/subnets', 'subnet', { ...subnet, network_id: outside })
  const { id: inside } = await network(world)
  const own = await made(world, '/subnets', 'subnet', { ...subnet, network_id: inside })
  const router = await made(world, '/routers', 'router', {
    external_gateway_info: { network_id: outside },
    enable_ndp_proxy: true,
  })
  const path = `/v2.0/routers/${router.id}/add_router_interface`
  await world.call('network', 'PUT', path, { as: world.owner, body: { subnet_id: own.id } })
  const port = await made(world, '/ports', 'port', { network_id: inside })
  return { router_id: router.id, port_id: port.id }
}

async function proxy(world: World): Promise<Example> {
  const { id } = await made(world, '/ndp_proxies', 'ndp_proxy', await proxied(world))
  return { params: { id } }
}

export const ndpProxyExamples: Examples = {
  'ndp_proxies.list': () => ({}),
  'ndp_proxies.create': async (world) => ({ body: { ndp_proxy: await proxied(world) } }),
  'ndp_proxies.show': proxy,
  'ndp_proxies.update': async (world) => ({
    ...(await proxy(world)),
    body: { ndp_proxy: { name: 'changed' } },
  }),
  'ndp_proxies.delete': proxy,
}
