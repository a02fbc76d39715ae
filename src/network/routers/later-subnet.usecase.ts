/**
 * Gateways get an address in a subnet that comes to their network later. Source: openstack/neutron
 * neutron/db/l3_db.py (update_router_gw_ports, _update_router_gw_port).
 */
import { ROUTER_GATEWAY } from '../device-owners.ts'
import { isAutoAddress } from '../ipam/subnets.ts'
import type { NetworkCall } from '../operation.ts'
import { stayingSubnetsOf } from '../subnets/for-ports.store.ts'
import { gatewaysTo } from './gateway-ports.store.ts'
import { moveTo } from './move-port.usecase.ts'

/** One of each version, beside those that a gateway makes itself. @param id of the subnet */
export async function addressGatewaysIn(
  call: NetworkCall,
  networkId: string,
  id: string,
): Promise<void> {
  const subnets = new Map(
    (await stayingSubnetsOf(call.tx, [networkId])).map((one) => [one.id, one] as const),
  )
  const { cidr, serviceTypes: types, pools } = subnets.get(id)!
  const isOther = types.length > 0 && !types.includes(ROUTER_GATEWAY)
  if (pools.length === 0 || (cidr.version === 4 && isOther)) return
  for (const port of await gatewaysTo(call.tx, networkId)) {
    const has = port.fixed_ips.map((one) => one.subnet_id)
    const given = has.map((one) => subnets.get(one)!).filter((one) => !isAutoAddress(one))
    const isServed = given.length > 1 || given[0]?.cidr.version === cidr.version
    if (isServed || has.includes(id)) continue
    await moveTo(call, port.id, [...port.fixed_ips, { subnet_id: id }])
  }
}
