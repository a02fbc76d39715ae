import type { Tx } from '../../storage/database.ts'
import { Rows } from '../rows/rows.store.ts'
import { LOGS } from './logs.table.ts'

export const logRows = new Rows(LOGS, { table: 'network_logs', elsewhere: [] })

/**
 * Deletes the logs of what goes: of security groups, or of ports. Those that are not enabled stay, as in
 * the real service (neutron/services/logapi/common/db_api.py, get_logs_bound_sg).
 */
export async function deleteLogsOf(
  tx: Tx,
  what: 'resource_id' | 'target_id',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await tx.db.deleteFrom('network_logs').where(what, 'in', ids).where('enabled', '=', 1).execute()
}
