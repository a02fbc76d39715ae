import { Type as T } from 'typebox'
import { field, nullable, View } from '../../kernel/view.ts'
import type { PooledFloatingIp } from './floating-ip.ts'

const TEXT_OR_NULL = nullable(T.String())

/** Source: openstack/nova nova/api/openstack/compute/floating_ips.py (_translate_floating_ip_view). */
export const floatingIpView = new View<PooledFloatingIp>({
  fixed_ip: field(TEXT_OR_NULL, (one) => one.fixed_ip_address),
  id: field(T.String(), (one) => one.id),
  instance_id: field(TEXT_OR_NULL, (one) => one.port_details?.device_id ?? null),
  ip: field(T.String(), (one) => one.floating_ip_address),
  pool: field(T.String(), (one) => one.pool),
})
