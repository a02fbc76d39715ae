import { Type as T } from 'typebox'
import { closed, field, nullable, View } from '../../kernel/view.ts'
import type { Interface } from './interface.ts'

const TEXT = T.String()

/** Source: openstack/nova nova/api/openstack/compute/attach_interfaces.py. */
export const interfaceView = new View<Interface>({
  net_id: field(TEXT, ({ port }) => port.network_id),
  port_id: field(TEXT, ({ port }) => port.id),
  mac_addr: field(TEXT, ({ port }) => port.mac_address),
  port_state: field(TEXT, ({ port }) => port.status),
  fixed_ips: field(
    T.Array(closed({ subnet_id: TEXT, ip_address: TEXT })),
    ({ port }) => port.fixed_ips,
  ),
  tag: field(nullable(TEXT), ({ tag }) => tag, { from: '2.70' }),
})
