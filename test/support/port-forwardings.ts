import { externalNetwork, networkWith } from './external-network.ts'
import type { NetworkApi, NetworkCloud } from './network-cloud.ts'

interface Inside {
  readonly id: string
  readonly ip: string
}

interface Identified {
  readonly id: string
}

/** A network inside and one outside with a router between, and how ports are forwarded there. */
export async function forwardings(my: NetworkCloud) {
  const outside = await externalNetwork(my)
  const inside = await networkWith(my, '10.33.1.0/24')
  const gateway = { external_gateway_info: { network_id: outside.id } }
  const { id: router } = await my.make('router', gateway)
  await my.demo('PUT', `/routers/${router}/add_router_interface`, { subnet_id: inside.subnet })

  const port = async (more: object = {}) => {
    const made = await my.make('port', { network_id: inside.id, ...more })
    return { ...made, ip: made.fixed_ips[0].ip_address }
  }
  const of = ({ id }: Identified) => `/floatingips/${id}/port_forwardings`
  const post = (fip: Identified, to: Inside, more: object, as: NetworkApi = my.demo) => {
    const whole = { protocol: 'tcp', internal_port_id: to.id, internal_ip_address: to.ip, ...more }
    return as('POST', of(fip), { port_forwarding: whole })
  }
  return {
    ...{ inside, outside, router: router as string, port, of, post },
    floating: (more: object = {}) =>
      my.make('floatingip', { floating_network_id: outside.id, ...more }),
    put: (fip: Identified, id: string, changes: object) =>
      my.demo('PUT', `${of(fip)}/${id}`, { port_forwarding: changes }),
    async made(fip: Identified, to: Inside, more: object, as: NetworkApi = my.demo) {
      const got = await post(fip, to, more, as)
      if (got.status !== 201) throw new Error(`${got.status} ${got.text}`)
      return got.body.port_forwarding
    },
    shown: async ({ id }: Identified) =>
      (await my.demo('GET', `/floatingips/${id}`)).body.floatingip,
    /** A port behind a distributed router of its own, and a floating IP that is free. */
    async distributed() {
      const apart = await networkWith(my, '10.35.0.0/24')
      const { id } = await my.make(
        'router',
        {
          ...{ distributed: true, project_id: my.persona.projectId, ...gateway },
        },
        my.admin,
      )
      await my.demo('PUT', `/routers/${id}/add_router_interface`, { subnet_id: apart.subnet })
      const { id: portId, fixed_ips: ips } = await my.make('port', { network_id: apart.id })
      const fip = await my.make('floatingip', { floating_network_id: outside.id })
      const ownPort = { id: portId as string, ip: ips[0].ip_address as string }
      return { fip, port: ownPort, router: id as string, subnet: apart.subnet }
    },
    /** One on a network that no router reaches. */
    async farPort() {
      const apart = await networkWith(my, '10.34.0.0/24')
      const { id, fixed_ips: ips } = await my.make('port', { network_id: apart.id })
      return { id, ip: ips[0].ip_address, subnet: apart.subnet }
    },
  }
}
