/** What ports get of their network. */
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { inList, statement } from '../../storage/statement.ts'

export interface NetworkOfPorts {
  readonly id: string
  readonly project_id: string
  readonly port_security_enabled: boolean
  readonly qos_policy_id: string | null
}

const named = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('networks')
    .select(['id', 'project_id', 'port_security_enabled', 'qos_policy_id'])
    .where('id', 'in', inList(p.ids)),
)

/** Those that are there, by their ids. */
export async function networksOfPorts(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NetworkOfPorts>> {
  const rows = await tx.all(named, { ids: [...new Set(ids)] })
  return new Map(
    rows.map((row) => [row.id, { ...row, port_security_enabled: row.port_security_enabled === 1 }]),
  )
}

/** The same, and nobody deletes them before the unit ends. */
export async function stayingNetworksOfPorts(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NetworkOfPorts>> {
  // In one order, so that two who want to wait for each other do not.
  for (const id of [...new Set(ids)].toSorted()) await lockRow(tx, 'networks', { id }, 'stay')
  return networksOfPorts(tx, ids)
}
