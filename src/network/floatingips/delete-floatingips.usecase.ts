/** Deletes floating IPs. Source: openstack/neutron neutron/db/l3_db.py (_delete_floatingip). */
import { floatingIpInUseByForwarding } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { removePorts } from '../ports/delete-port.usecase.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { isForwarding } from './port-forwardings/shown-forwardings.store.ts'
import { floatingIpRows, type FloatingIpRow } from './floatingips.store.ts'

/** As a client does it. @throws Fault 409 */
export async function deleteFloatingIp(call: NetworkCall, row: FloatingIpRow): Promise<void> {
  if (await isForwarding(call.tx, row.id)) throw floatingIpInUseByForwarding(row.id)
  await deleteFloatingIps(call, [row])
}

/** The ports that have their addresses outside go with them. */
export async function deleteFloatingIps(
  call: NetworkCall,
  rows: readonly Pick<FloatingIpRow, 'id' | 'floating_port_id'>[],
): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await deleteTagsOf(call.tx, ids)
  await floatingIpRows.remove(call.tx, ids)
  await removePorts(
    call,
    rows.map((row) => row.floating_port_id),
  )
}

/** Those of a network outside that are for no port: they do not keep it. */
export async function deleteFreeFloatingIps(call: NetworkCall, networkId: string): Promise<void> {
  const rows = await floatingIpRows.having(call.tx, 'floating_network_id', [networkId])
  await deleteFloatingIps(
    call,
    rows.filter((row) => row.port_id === null && row.router_id === null),
  )
}
