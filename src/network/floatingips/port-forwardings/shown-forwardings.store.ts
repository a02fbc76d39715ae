/** What floating IPs and ports have to do with port forwardings. */
import type { Tx } from '../../../storage/database.ts'
import type { ShownForwarding, StoredForwarding } from './forwarding.ts'

/** What floating IPs show, by their ids. */
export async function shownForwardings(
  tx: Tx,
  floatingIpIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ShownForwarding[]>> {
  if (floatingIpIds.length === 0) return new Map()
  const found = await tx.db
    .selectFrom('port_forwardings')
    .selectAll()
    .where('floatingip_id', 'in', floatingIpIds)
    .orderBy('id')
    .execute()
  const all = new Map<string, ShownForwarding[]>()
  for (const { internal_port: inner, external_port: outer, ...row } of found) {
    const shown = {
      id: row.id,
      protocol: row.protocol,
      internal_ip_address: row.internal_ip_address,
      internal_port_id: row.internal_port_id,
      ...(inner !== null && { internal_port: inner }),
      ...(outer !== null && { external_port: outer }),
    }
    all.set(row.floatingip_id, [...(all.get(row.floatingip_id) ?? []), shown])
  }
  return all
}

/** Does the floating IP forward ports? */
export async function isForwarding(tx: Tx, floatingIpId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('port_forwardings')
    .select('id')
    .where('floatingip_id', '=', floatingIpId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Those to the ports, by their ids. */
export async function forwardingsToPorts(
  tx: Tx,
  portIds: readonly string[],
): Promise<StoredForwarding[]> {
  if (portIds.length === 0) return []
  return tx.db
    .selectFrom('port_forwardings')
    .selectAll()
    .where('internal_port_id', 'in', portIds)
    .orderBy('id')
    .execute()
}
