/**
 * What a floating IP is for: an address of a port, and the router between. Source: openstack/neutron
 * neutron/db/l3_db.py (_update_fip_assoc, _check_and_get_fip_assoc).
 */
import { anotherRouter, externalGatewayNotFound, portAlreadyAssociated } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows } from '../ports/ports.store.ts'
import { portNotFound } from '../ports/ports.ts'
import { subnetRows } from '../subnets/subnets.store.ts'
import { addressInside, badFloatingIp } from './floatingips.ts'
import { isAssociated, type FloatingIpRow } from './floatingips.store.ts'
import { reachingRouter } from './reaching-routers.store.ts'

export interface Asked {
  readonly port_id?: string | null | undefined
  readonly fixed_ip_address?: string | null | undefined
  /** Who names a router has to name the right one. */
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
  const wanted = await wantedBy(call, now, asked)
  const { router_id: router } = asked
  if (router && wanted.port_id !== null && router.toLowerCase() !== wanted.router_id) {
    throw anotherRouter()
  }
  return wanted
}

async function wantedBy(
  call: NetworkCall,
  now: FloatingIpToAssociate,
  asked: Asked,
): Promise<Association> {
  const { port_id: port, fixed_ip_address: fixed, router_id: router } = now
  if (asked.port_id) return withPort(call, now, asked.port_id, asked.fixed_ip_address)
  if (asked.port_id === undefined)
    return { port_id: port, fixed_ip_address: fixed, router_id: router }
  // Ports that it forwards keep its router.
  return port === null ? { ...NONE, router_id: router } : NONE
}

async function withPort(
  call: NetworkCall,
  now: FloatingIpToAssociate,
  portId: string,
  asked: string | null | undefined,
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
  const { subnet_id: subnetId, ip_address: fixedIp } = addressInside(port, asked)
  const [subnet] = await subnetRows.having(tx, 'id', [subnetId])
  const { floating_network_id: outside } = now
  const inside = { subnetId, gateway: subnet!.gateway_ip }
  const router = await reachingRouter(tx, inside, outside)
  if (router === undefined) throw externalGatewayNotFound(outside, subnetId, portId)
  if (await isAssociated(tx, now, port.id, fixedIp)) {
    throw portAlreadyAssociated(now, portId, fixedIp)
  }
  return { port_id: port.id, fixed_ip_address: fixedIp, router_id: router }
}
