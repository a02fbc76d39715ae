import type { Example, Examples, World } from '../world.ts'
import { joined, outside, router } from './network-l3.ts'
import { made } from './network.ts'

const HELPER = { conntrack_helper: { protocol: 'udp', port: 69, helper: 'tftp' } }

async function aHelper(world: World): Promise<Example> {
  const { id } = await router(world)
  const path = `/routers/${id}/conntrack_helpers`
  const helper = await made(world, path, 'conntrack_helper', HELPER.conntrack_helper)
  return { params: { router_id: id, id: helper.id } }
}

/** A floating IP, and a port that it reaches. */
async function reached(world: World): Promise<Example> {
  const { params, body } = await joined(world)
  const { subnet_id: subnet } = body as { readonly subnet_id: string }
  const { network_id: network } = (await world.call('network', 'GET', `/v2.0/subnets/${subnet}`))
    .subnet
  const inner = await made(world, '/ports', 'port', { network_id: network })
  const outer = await outside(world)
  const gateway = { external_gateway_info: { network_id: outer } }
  await world.call('network', 'PUT', `/v2.0/routers/${params!['id']}`, {
    as: world.owner,
    body: { router: gateway },
  })
  const { id } = await made(world, '/floatingips', 'floatingip', { floating_network_id: outer })
  return {
    params: { floatingip_id: id },
    body: {
      port_forwarding: {
        ...{ protocol: 'tcp', internal_port: 80, external_port: 80 },
        ...{ internal_port_id: inner.id, internal_ip_address: inner.fixed_ips[0].ip_address },
      },
    },
  }
}

async function aForwarding(world: World): Promise<Example> {
  const { params, body } = await reached(world)
  const path = `/floatingips/${params!['floatingip_id']}/port_forwardings`
  const { id } = await made(world, path, 'port_forwarding', (body as any).port_forwarding)
  return { params: { ...params, id } }
}

export const forwardingExamples: Examples = {
  'port_forwardings.list': async (world) => ({ params: (await reached(world)).params! }),
  'port_forwardings.create': reached,
  'port_forwardings.show': aForwarding,
  'port_forwardings.update': async (world) => ({
    ...(await aForwarding(world)),
    body: { port_forwarding: { description: 'changed' } },
  }),
  'port_forwardings.delete': aForwarding,
  'conntrack_helpers.list': async (world) => ({ params: { router_id: (await router(world)).id } }),
  'conntrack_helpers.create': async (world) => ({
    ...{ params: { router_id: (await router(world)).id }, body: HELPER },
  }),
  'conntrack_helpers.show': aHelper,
  'conntrack_helpers.update': async (world) => ({
    ...(await aHelper(world)),
    body: { conntrack_helper: { port: 70 } },
  }),
  'conntrack_helpers.delete': aHelper,
}
