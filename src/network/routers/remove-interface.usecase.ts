/** Takes routers off subnets. Source: openstack/neutron neutron/db/l3_db.py (remove_router_interface). */
import { scheduleRouter } from '../agents/schedule-router.usecase.ts'
import { address } from '../../kernel/ip/address.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { isWithin } from '../../kernel/ip/range.ts'
import {
  interfaceInUseByFloatingIp,
  interfaceInUseByProxy,
  interfaceInUseByRoute,
  routerInterfaceNotFound,
  routerInterfaceNotFoundForSubnet,
  subnetMismatchForPort,
  subnetNotFound,
} from '../faults.ts'
import { isServing } from '../floatingips/of-router.store.ts'
import { hasProxiesOn } from '../ndp-proxies/ndp-proxies.store.ts'
import { networksSeenBy } from '../networks/seen-networks.ts'
import type { NetworkCall } from '../operation.ts'
import { removePorts } from '../ports/delete-port.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { subnetRows } from '../subnets/subnets.store.ts'
import { secondsNow } from '../times.ts'
import { shownInterface, type AskedInterface, type Interface } from './interfaces.ts'
import { moveTo } from './move-port.usecase.ts'
import {
  addressesOfRouter,
  routerPorts,
  routerRows,
  type RouterAddress,
  type RouterRow,
} from './routers.store.ts'
import { interfaceOwner } from './routers.ts'

/** @throws Fault 400, 404, 409 */
export async function removeInterface(
  call: NetworkCall,
  router: RouterRow,
  { portId, subnetId }: AskedInterface,
): Promise<Interface> {
  const { tx, env } = call
  const owner = interfaceOwner(router)
  const has = (await addressesOfRouter(tx, router.id)).filter((one) => one.port_type === owner)
  const gone =
    portId === undefined
      ? await bySubnet(call, router, has, subnetId!)
      : await byPort(call, router, has, { portId, subnetId })
  const left = (await routerPorts(tx, router.id)).map((one) => one.port_id)
  // A port that keeps other prefixes is changed alone.
  if (!left.includes(gone.port_id)) await routerRows.touch(tx, [router.id], secondsNow(env.clock))
  await scheduleRouter(call, router)
  return gone
}

async function byPort(
  call: NetworkCall,
  router: RouterRow,
  has: readonly RouterAddress[],
  { portId, subnetId }: { readonly portId: string; readonly subnetId: string | undefined },
): Promise<Interface> {
  const { tx } = call
  const addresses = has.filter((one) => one.port_id === portId.toLowerCase())
  const [first] = addresses
  if (first === undefined) throw routerInterfaceNotFound(router.id, portId)
  if (subnetId !== undefined && !addresses.some((one) => one.subnet_id === subnetId)) {
    throw subnetMismatchForPort(portId, subnetId)
  }
  for (const one of addresses) await requireUnused(call, router, one)
  const port = (await portRows.find(tx, first.port_id, [], 'change'))!
  await removePorts(call, [port.id])
  const subnets = [...new Set(addresses.map((one) => one.subnet_id))]
  return shownInterface(router.id, port, subnets, subnets[0]!)
}

async function bySubnet(
  call: NetworkCall,
  router: RouterRow,
  has: readonly RouterAddress[],
  subnetId: string,
): Promise<Interface> {
  const { tx, ctx } = call
  const subnet = await subnetRows.find(tx, subnetId, networksSeenBy(ctx))
  if (subnet === undefined) throw subnetNotFound(subnetId)
  const found = has.find((one) => one.subnet_id === subnet.id)
  if (found === undefined) throw routerInterfaceNotFoundForSubnet(router.id, subnetId)
  await requireUnused(call, router, found)
  const port = (await portRows.find(tx, found.port_id, [], 'change'))!
  await leaveSubnet(call, port, subnet.id)
  return shownInterface(router.id, port, [subnet.id], subnet.id)
}

/** A port with further prefixes keeps those. */
async function leaveSubnet(call: NetworkCall, port: PortRow, subnetId: string): Promise<void> {
  const left = port.fixed_ips.filter((one) => one.subnet_id !== subnetId)
  if (left.length === 0) await removePorts(call, [port.id])
  else await moveTo(call, port.id, left)
}

/** Neither NDP proxies, floating IPs nor routes need the router there. @throws Fault 409 */
async function requireUnused(
  { tx }: NetworkCall,
  router: RouterRow,
  { subnet_id: subnetId, cidr: text }: RouterAddress,
): Promise<void> {
  if (await hasProxiesOn(tx, router.id, subnetId)) throw interfaceInUseByProxy(router.id, subnetId)
  if (await isServing(tx, router.id, subnetId)) {
    throw interfaceInUseByFloatingIp(router.id, subnetId)
  }
  const subnet = cidr(text)
  if (router.routes.some(({ nexthop }) => isWithin(address(nexthop), subnet))) {
    throw interfaceInUseByRoute(router.id, subnetId)
  }
}
