/** A port that clients made becomes a router's. Source: openstack/neutron neutron/db/l3_db.py. */
import { address } from '../../kernel/ip/address.ts'
import { isWithin, rangeBetween } from '../../kernel/ip/range.ts'
import { badRouter } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { portInUse, portNotFound } from '../ports/ports.ts'
import { subnetRows, type SubnetRow } from '../subnets/subnets.store.ts'
import { secondsNow } from '../times.ts'
import { refuseForeignAdvertisements } from './foreign-advertisements.ts'
import { refuseOverlaps } from './refuse-overlaps.usecase.ts'
import { addressesOfRouter, type RouterRow } from './routers.store.ts'
import { interfaceOwner } from './routers.ts'

/** @throws Fault 400, 404, 409 */
export async function adoptPort(
  call: NetworkCall,
  router: RouterRow,
  portId: string,
): Promise<{ readonly port: PortRow; readonly subnets: readonly SubnetRow[] }> {
  const { tx, ctx, env } = call
  const port = await portRows.find(tx, portId, visiblePorts(ctx), 'change')
  if (port === undefined) throw portNotFound(portId)
  if (port.device_id !== '') throw portInUse(port)
  if (port.fixed_ips.length === 0) throw badRouter('Router port must have at least one fixed IP')
  const subnets = await subnetsOf(call, port)
  subnets.forEach(refuseForeignAdvertisements)
  await refuseSecondOfIpv6(call, router, port)
  await refuseOverlaps(tx, router.id, subnets)
  if (subnets.filter((subnet) => subnet.ip_version === 4).length > 1) {
    throw badRouter('Cannot have multiple IPv4 subnets on router port')
  }
  requireInPools(call, port, subnets)
  const changes = { device_id: router.id, device_owner: interfaceOwner(router) }
  return { port: await portRows.change(tx, port, changes, secondsNow(env.clock)), subnets }
}

/** One for each address, in their order. */
async function subnetsOf({ tx }: NetworkCall, port: PortRow): Promise<SubnetRow[]> {
  const ids = port.fixed_ips.map((one) => one.subnet_id!)
  const found = await subnetRows.having(tx, 'id', [...new Set(ids)])
  return ids.map((id) => found.find((subnet) => subnet.id === id)!)
}

/** On one network a router has one port of IPv6, whose prefixes it advertises. */
async function refuseSecondOfIpv6({ tx }: NetworkCall, router: RouterRow, port: PortRow) {
  if (!port.fixed_ips.some((one) => one.ip_address!.includes(':'))) return
  const other = (await addressesOfRouter(tx, router.id)).find(
    (one) => one.network_id === port.network_id && one.ip_version === 6,
  )
  if (other === undefined) return
  throw badRouter(
    `Router already contains IPv6 port ${other.port_id} belonging to network id ` +
      `${other.network_id}. Only one IPv6 port from the same network subnet can be connected to a ` +
      'router.',
  )
}

/** On a subnet of another project, only an address that it would have given. */
function requireInPools({ ctx }: NetworkCall, port: PortRow, subnets: readonly SubnetRow[]): void {
  if (ctx.isAdmin) return
  const strange = port.fixed_ips.find(({ ip_address: ip }, at) => {
    const { project_id: owner, allocation_pools: pools } = subnets[at]!
    if (owner === ctx.token.projectId) return false
    return !pools.some(({ start, end }) =>
      isWithin(address(ip!), rangeBetween(address(start), address(end))!),
    )
  })
  if (strange === undefined) return
  throw badRouter(
    `Cannot add interface to router because specified port ${port.id} has an IP address out of ` +
      `the allocation pool of subnet ${strange.subnet_id}, which is not owned by the project ` +
      'making the request',
  )
}
