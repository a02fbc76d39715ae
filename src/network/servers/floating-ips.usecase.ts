/**
 * Floating IPs as the older actions of servers name them: by their addresses. Source: openstack/nova
 * nova/network/neutron.py (associate_floating_ip, disassociate_floating_ip).
 */
import type { Call } from '../../kernel/attributes/resource.ts'
import { EVERYTHING } from '../../kernel/lists/request.ts'
import { changesOfClient } from '../changes-of-client.ts'
import { noFloatingIpAt, severalFloatingIpsAt } from '../faults.ts'
import { completedFloatingIp } from '../floatingips/completed-floatingips.usecase.ts'
import { floatingIpRules } from '../floatingips/floatingips.policies.ts'
import { floatingIpRows } from '../floatingips/floatingips.store.ts'
import { FLOATING_IPS } from '../floatingips/floatingips.table.ts'
import type { FloatingIp } from '../floatingips/floatingips.ts'
import { updateFloatingIp } from '../floatingips/update-floatingip.usecase.ts'
import type { NetworkCall, NetworkEnv } from '../operation.ts'
import { portRows } from '../ports/ports.store.ts'
import { ownOr } from '../visibility.ts'

/** Where a floating IP leads to. */
export interface Inside {
  readonly portId: string
  readonly address: string
}

/**
 * Lets a floating IP of the caller lead there, or nowhere.
 * @throws Fault 404 FloatingIpNotFoundForAddress, 409 FloatingIpMultipleFoundForAddress; 400, 404, 409
 *   of Network; PolicyRefusal
 */
export async function setFloatingIp(
  call: Call<NetworkEnv>,
  address: string,
  inside: Inside | undefined,
): Promise<void> {
  const now = await floatingIpAt(call, address)
  const sent = inside
    ? { port_id: inside.portId, fixed_ip_address: inside.address }
    : { port_id: null }
  const judged = { table: FLOATING_IPS, rules: floatingIpRules, now }
  const changes = changesOfClient(call.ctx, judged, sent)
  await updateFloatingIp(call, now, changes)
}

/**
 * What a floating IP of the caller leads to: the `device_id` of its port, undefined where there is none.
 * @throws Fault 404 FloatingIpNotFoundForAddress, 409 FloatingIpMultipleFoundForAddress
 */
export async function deviceOfFloatingIp(
  call: NetworkCall,
  address: string,
): Promise<string | undefined> {
  const { port_id: id } = await floatingIpAt(call, address)
  if (id === null) return undefined
  const [port] = await portRows.having(call.tx, 'id', [id])
  return port?.device_id || undefined
}

async function floatingIpAt({ tx, ctx }: NetworkCall, address: string): Promise<FloatingIp> {
  const named = { kind: 'in', column: 'floating_ip_address', values: [address] } as const
  const conditions = [named, ...ownOr(ctx)]
  const [row, ...others] = await floatingIpRows.list(tx, { ...EVERYTHING, conditions })
  if (row === undefined) throw noFloatingIpAt(address)
  if (others.length > 0) throw severalFloatingIpsAt(address)
  return completedFloatingIp(tx, row)
}
