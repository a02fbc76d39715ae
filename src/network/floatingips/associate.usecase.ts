/**
 * What a floating IP is for: an address of a port, and the router between. Source: openstack/neutron
 * neutron/db/l3_db.py (_update_fip_assoc, _check_and_get_fip_assoc).
 */
import {
  routerLeadsElsewhere,
  externalGatewayNotFound,
  portAlreadyAssociated,
  routerNotFound,
} from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows } from '../ports/ports.store.ts'
import { portNotFound } from '../ports/ports.ts'
import { routerRows } from '../routers/routers.store.ts'
import { subnetRows } from '../subnets/subnets.store.ts'
import { ownOr } from '../visibility.ts'
import { addressInside, badFloatingIp } from './floatingips.ts'
import { isAssociated, type FloatingIpRow } from './floatingips.store.ts'
import { leadsTo, reachingRouter } from './reaching-routers.store.ts'

export interface Asked {
  readonly port_id?: string | null | undefined
  readonly fixed_ip_address?: string | null | undefined
  /** Who names a router takes it. */
  readonly router_id?: string | null | undefined
}

export type Association = Pick<FloatingIpRow, 'port_id' | 'fixed_ip_address' | 'router_id'>

export type FloatingIpToAssociate = Pick<
  FloatingIpRow,
  'id' | 'project_id' | 'floating_ip_address' | 'floating_network_id'
> &
  Association

const NONE: Association = { port_id: null, fixed_ip_address: null, router_id: null }

/** What becomes of it. @throws Fault 400, 404, 409 */
export async function associationOf(
  call: NetworkCall,
  now: FloatingIpToAssociate,
  asked: Asked,
): Promise<Association> {
  if (asked.fixed_ip_address && !asked.port_id) {
    throw badFloatingIp('fixed_ip_address cannot be specified without a port_id')
  }
  const { port_id: port, fixed_ip_address: fixed, router_id: router } = now
  if (asked.port_id) return withPort(call, now, asked, asked.port_id)
  // From when its port was all that could be changed: to say nothing is to take it away.
  if (asked.port_id === undefined && Object.keys(asked).length > 0) {
    const chosen =
      port !== null && asked.router_id
        ? await requireGateway(call, asked.router_id, now.floating_network_id)
        : router
    return { port_id: port, fixed_ip_address: fixed, router_id: chosen }
  }
  // Ports that it forwards keep its router.
  return port === null ? { ...NONE, router_id: router } : NONE
}

/** A router that is named needs a gateway outside, and no way inside. @throws Fault 404, 409 */
async function requireGateway(
  { tx, ctx }: NetworkCall,
  id: string,
  outside: string,
): Promise<string> {
  const router = await routerRows.find(tx, id, ownOr(ctx), 'stay')
  if (router === undefined) throw routerNotFound(id)
  if (!(await leadsTo(tx, router.id, outside))) throw routerLeadsElsewhere()
  return router.id
}

async function withPort(
  call: NetworkCall,
  now: FloatingIpToAssociate,
  asked: Asked,
  portId: string,
): Promise<Association> {
  const { tx, ctx } = call
  const port = await portRows.find(tx, portId, visiblePorts(ctx), 'change')
  if (port === undefined) throw portNotFound(portId)
  if (port.project_id !== now.project_id && !ctx.isAdmin) {
    throw badFloatingIp(
      `Cannot process floating IP association with Port ${portId}, since that port is owned by a ` +
        'different project',
    )
  }
  const { subnet_id: subnetId, ip_address: fixedIp } = addressInside(port, asked.fixed_ip_address)
  const { floating_network_id: outside } = now
  const router = asked.router_id
    ? await requireGateway(call, asked.router_id, outside)
    : await routerBetween(call, portId, subnetId, outside)
  if (await isAssociated(tx, now, port.id, fixedIp)) {
    throw portAlreadyAssociated(now, portId, fixedIp)
  }
  return { port_id: port.id, fixed_ip_address: fixedIp, router_id: router }
}

/** @throws Fault ExternalGatewayForFloatingIPNotFound */
async function routerBetween(
  { tx }: NetworkCall,
  portId: string,
  subnetId: string,
  outside: string,
): Promise<string> {
  const [subnet] = await subnetRows.having(tx, 'id', [subnetId])
  const router = await reachingRouter(tx, { subnetId, gateway: subnet!.gateway_ip }, outside)
  if (router === undefined) throw externalGatewayNotFound(outside, subnetId, portId)
  return router
}
