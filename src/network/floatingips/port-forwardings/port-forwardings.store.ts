/** Rows of port forwardings. */
import type { Tx } from '../../../storage/database.ts'
import { lockRow } from '../../../storage/locks.ts'
import { Rows, type Stored } from '../../rows/rows.store.ts'
import { floatingIpRows, type FloatingIpRow } from '../floatingips.store.ts'
import { PORT_FORWARDINGS, type PortForwardingAttributes } from './port-forwardings.table.ts'
import type { StoredForwarding } from './forwarding.ts'

interface Hidden {
  readonly floatingip_id: string
}

export type PortForwardingRow = Stored<PortForwardingAttributes, 'project_id', Hidden> &
  StoredForwarding

export const portForwardingRows = new Rows<PortForwardingAttributes, 'project_id', Hidden>(
  PORT_FORWARDINGS,
  { table: 'port_forwardings', elsewhere: ['project_id'], hidden: { floatingip_id: 'text' } },
)

/** Those of the floating IP, and those of the port inside, whatever they forward; by their ids. */
export async function forwardingsAround(
  tx: Tx,
  floatingIpId: string,
  portId: string,
): Promise<StoredForwarding[]> {
  return tx.db
    .selectFrom('port_forwardings')
    .selectAll()
    .where((where) =>
      where.or([where('floatingip_id', '=', floatingIpId), where('internal_port_id', '=', portId)]),
    )
    .orderBy('id')
    .execute()
}

/**
 * A floating IP of whomever.
 * @param lock nobody else changes its forwardings before the transaction ends
 */
export async function floatingIpOfForwardings(
  tx: Tx,
  id: string,
  lock: 'turn' | undefined,
): Promise<FloatingIpRow | undefined> {
  await lockRow(tx, 'floatingips', { id: id.toLowerCase() }, lock)
  return floatingIpRows.find(tx, id)
}
