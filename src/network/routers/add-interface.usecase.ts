/** Puts routers on subnets. Source: openstack/neutron neutron/db/l3_db.py (add_router_interface). */
import { cidr } from '../../kernel/ip/cidr.ts'
import { scheduleRouter } from '../agents/schedule-router.usecase.ts'
import { badRouter, subnetNotFound } from '../faults.ts'
import { isDelegated } from '../ipam/subnets.ts'
import { networksSeenBy } from '../networks/seen-networks.ts'
import type { NetworkCall } from '../operation.ts'
import { makePorts } from '../ports/make-ports.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantsOf } from '../rbac/grants.store.ts'
import { subnetRows, type SubnetRow } from '../subnets/subnets.store.ts'
import { secondsNow } from '../times.ts'
import { adoptPort } from './adopt-port.usecase.ts'
import { refuseForeignAdvertisements } from './foreign-advertisements.ts'
import { shownInterface, type AskedInterface, type Interface } from './interfaces.ts'
import { moveTo } from './move-port.usecase.ts'
import { refuseOverlaps } from './refuse-overlaps.usecase.ts'
import { addressesOfRouter, insertRouterPort, routerRows, type RouterRow } from './routers.store.ts'
import { interfaceOwner } from './routers.ts'

/** @throws Fault 400, 404, 409 */
export async function addInterface(
  call: NetworkCall,
  router: RouterRow,
  { portId, subnetId }: AskedInterface,
): Promise<Interface> {
  const { tx, env } = call
  if (portId !== undefined && subnetId !== undefined) {
    throw badRouter('Cannot specify both subnet-id and port-id')
  }
  const { port, subnets, isNew } =
    portId === undefined
      ? await bySubnet(call, router, subnetId!)
      : { ...(await adoptPort(call, router, portId)), isNew: true }
  if (isNew) {
    const type = interfaceOwner(router)
    await insertRouterPort(tx, router.id, { port_id: port.id, port_type: type })
    // Another prefix is a change of the port alone.
    await routerRows.touch(tx, [router.id], secondsNow(env.clock))
  }
  await scheduleRouter(call, router)
  const ids = subnets.map(({ id }) => id)
  return shownInterface(router.id, port, ids, ids.at(-1)!)
}

interface Added {
  readonly port: PortRow
  readonly subnets: readonly SubnetRow[]
  /** False where a port that the router has got another prefix. */
  readonly isNew: boolean
}

/** The router gets the address that the subnet names as its gateway. */
async function bySubnet(call: NetworkCall, router: RouterRow, id: string): Promise<Added> {
  const { tx, ctx } = call
  const subnet = await subnetRows.find(tx, id, networksSeenBy(ctx), 'stay')
  if (subnet === undefined) throw subnetNotFound(id)
  if (subnet.gateway_ip === null) {
    throw badRouter('Subnet for router interface must have a gateway IP')
  }
  await requireOwnSubnet(call, subnet)
  refuseForeignAdvertisements(subnet)
  await refuseOverlaps(tx, router.id, [subnet])
  const fixedIp = { subnet_id: subnet.id, ip_address: subnet.gateway_ip }
  const sharing = await portToShare(call, router, subnet)
  if (sharing !== undefined) {
    const port = await moveTo(call, sharing.id, [...sharing.fixed_ips, fixedIp])
    return { port, subnets: [subnet], isNew: false }
  }
  const [port] = await makePorts(call, [
    {
      project_id: router.project_id,
      network_id: subnet.network_id,
      fixed_ips: [fixedIp],
      device_id: router.id,
      device_owner: interfaceOwner(router),
    },
  ])
  return { port: port!, subnets: [subnet], isNew: true }
}

/** A subnet of another project must be on a network shared with the caller's alone, not with all. */
async function requireOwnSubnet({ tx, ctx }: NetworkCall, subnet: SubnetRow): Promise<void> {
  const { projectId } = ctx.token
  if (ctx.isAdmin || subnet.project_id === projectId) return
  const grants = await grantsOf(tx, subnet.network_id)
  const isGranted = grants.some(
    (one) => one.action === ACCESS_SHARED && one.target_project === projectId,
  )
  if (isGranted) return
  throw badRouter(
    `Cannot add interface to router because subnet ${subnet.id} is not owned by project making ` +
      'the request',
  )
}

/** A port of IPv6 that the router has on the network already takes further prefixes. */
async function portToShare({ tx }: NetworkCall, router: RouterRow, subnet: SubnetRow) {
  if (cidr(subnet.cidr).version === 4 || isDelegated({ subnetPoolId: subnet.subnetpool_id })) {
    return undefined
  }
  const owner = interfaceOwner(router)
  const found = (await addressesOfRouter(tx, router.id)).find((one) => {
    return one.port_type === owner && one.network_id === subnet.network_id && one.ip_version === 6
  })
  return found && portRows.find(tx, found.port_id, [], 'change')
}
