/**
 * Makes, changes and deletes port forwardings. Each is a change of the floating IP, which is locked,
 * and of the port inside. Source: neutron/services/portforwarding/pf_plugin.py.
 */
import type { Changes, Posted } from '../../../kernel/attributes/table.ts'
import { portAlreadyAssociated, portHasBindingFloatingIp } from '../../faults.ts'
import type { NetworkCall } from '../../operation.ts'
import { visiblePorts } from '../../ports/find-port.usecase.ts'
import { portRows, type PortRow } from '../../ports/ports.store.ts'
import { portNotFound } from '../../ports/ports.ts'
import { subnetRows } from '../../subnets/subnets.store.ts'
import { secondsNow } from '../../times.ts'
import { floatingIpRows, type FloatingIpRow } from '../floatingips.store.ts'
import { reachingRouter } from '../reaching-routers.store.ts'
import type { StoredForwarding } from './forwarding.ts'
import { freeOfForwardings } from './release-forwardings.store.ts'
import {
  forwardingsAround,
  portForwardingRows,
  type PortForwardingRow,
} from './port-forwardings.store.ts'
import type { PortForwardingAttributes } from './port-forwardings.table.ts'
import {
  forwardedTo,
  notReachable,
  portsOf,
  refuseCollisions,
  refuseOtherRouter,
  refuseTaken,
  requireAddress,
} from './port-forwardings.ts'

export type PostedForwarding = Posted<PortForwardingAttributes>
export type ForwardingChanges = Changes<PortForwardingAttributes>

/** What is made of several is checked one after the other. @throws Fault 400, 404, 409 */
export async function createForwardings(
  call: NetworkCall,
  floatingIp: FloatingIpRow,
  posted: readonly PostedForwarding[],
): Promise<PortForwardingRow[]> {
  let serving = floatingIp
  const made: PortForwardingRow[] = []
  for (const sent of posted) {
    const { row, router } = await newForwarding(call, serving, sent)
    await portForwardingRows.insert(call.tx, [row])
    serving = await servedBy(call, serving, router)
    await touchPort(call, row.internal_port_id)
    made.push(row)
  }
  return made
}

async function newForwarding(
  call: NetworkCall,
  floatingIp: FloatingIpRow,
  sent: PostedForwarding,
): Promise<{ readonly row: PortForwardingRow; readonly router: string }> {
  const { tx, env } = call
  const { protocol, description, internal_ip_address: ip } = sent
  const row: PortForwardingRow = {
    id: env.ids.uuid(),
    floatingip_id: floatingIp.id,
    internal_port_id: sent.internal_port_id.toLowerCase(),
    ...{ internal_ip_address: ip, protocol: protocol!, description },
    ...portsOf(sent),
  }
  const port = await findPort(call, row.internal_port_id)
  const others = await forwardingsAround(tx, floatingIp.id, row.internal_port_id)
  refuseCollisions(row, others)
  await refuseBoundPort(call, row)
  if (floatingIp.port_id !== null) {
    throw portAlreadyAssociated(floatingIp, row.internal_port_id, ip)
  }
  if (port === undefined) throw portNotFound(sent.internal_port_id)
  const { router } = await routed(call, floatingIp, port, ip)
  refuseOtherRouter(floatingIp, router, row, others)
  return { row, router }
}

/** @throws Fault 400, 404, 409 */
export async function updateForwarding(
  call: NetworkCall,
  floatingIp: FloatingIpRow,
  now: PortForwardingRow,
  changes: ForwardingChanges,
): Promise<PortForwardingRow> {
  const { tx, env } = call
  const { internal_port_id: asked, internal_ip_address: ip } = changes
  const portId = asked?.toLowerCase() ?? now.internal_port_id
  const wanted: PortForwardingRow = {
    ...now,
    internal_port_id: portId,
    ...(ip !== undefined && { internal_ip_address: ip }),
    protocol: changes.protocol ?? now.protocol,
    ...(changes.description !== undefined && { description: changes.description }),
    ...portsOf(changes, now),
  }
  const port = await findPort(call, portId)
  if (asked !== undefined) await refuseBoundPort(call, wanted)
  if (port === undefined) throw portNotFound(asked ?? portId)
  const others = await forwardingsAround(tx, floatingIp.id, portId)
  let target = wanted
  if (portId !== now.internal_port_id) {
    const { router, address } = await routed(call, floatingIp, port, ip)
    target = { ...wanted, internal_ip_address: address }
    refuseOtherRouter(floatingIp, router, target, others)
  }
  requireAddress(port, target.internal_ip_address)
  refuseTaken(
    target,
    floatingIp.floating_ip_address,
    others.filter((one) => one.floatingip_id === floatingIp.id),
  )
  refuseCollisions(target, others)
  const at = secondsNow(env.clock)
  await portForwardingRows.change(tx, now, target, at)
  if (isMoved(now, target)) {
    await floatingIpRows.touch(tx, [floatingIp.id], at)
    await touchPort(call, portId)
  }
  return target
}

/** The last that goes takes the router along. */
export async function deleteForwarding(call: NetworkCall, now: StoredForwarding): Promise<void> {
  const { tx, env } = call
  await freeOfForwardings(tx, [now], secondsNow(env.clock))
  await touchPort(call, now.internal_port_id)
}

/** Nobody else gives it an address outside, or forwards to it, before the transaction ends. */
async function findPort({ tx, ctx }: NetworkCall, id: string): Promise<PortRow | undefined> {
  return portRows.find(tx, id, visiblePorts(ctx), 'change')
}

/** @throws Fault 409 where a floating IP is for the port */
async function refuseBoundPort({ tx }: NetworkCall, wanted: StoredForwarding): Promise<void> {
  const { internal_port_id: portId, internal_ip_address: ip } = wanted
  const [bound] = await floatingIpRows.having(tx, 'fixed_port_id', [portId])
  if (bound !== undefined) throw portHasBindingFloatingIp(bound, portId, ip)
}

/** The address inside, and the router between. @throws Fault 400 */
async function routed(
  { tx }: NetworkCall,
  floatingIp: FloatingIpRow,
  port: PortRow,
  asked: string | undefined,
): Promise<{ readonly address: string; readonly router: string }> {
  const { ip_address: address, subnet_id: subnetId } = forwardedTo(port, asked)
  const [subnet] = await subnetRows.having(tx, 'id', [subnetId])
  const inside = { subnetId, gateway: subnet!.gateway_ip }
  const router = await reachingRouter(tx, inside, floatingIp.floating_network_id)
  if (router === undefined) throw notReachable(floatingIp, subnetId, port.id)
  return { address, router }
}

async function servedBy(
  { tx, env }: NetworkCall,
  floatingIp: FloatingIpRow,
  router: string,
): Promise<FloatingIpRow> {
  const at = secondsNow(env.clock)
  return floatingIpRows.change(tx, floatingIp, { router_id: router }, at, true)
}

/** Words about it are no change of what is around. */
function isMoved(now: PortForwardingRow, wanted: PortForwardingRow): boolean {
  const { description: _now, ...before } = now
  const { description: _wanted, ...after } = wanted
  return Object.entries(after).some(
    ([name, value]) => before[name as keyof typeof before] !== value,
  )
}

async function touchPort({ tx, env }: NetworkCall, portId: string): Promise<void> {
  await portRows.touch(tx, [portId], secondsNow(env.clock))
}
