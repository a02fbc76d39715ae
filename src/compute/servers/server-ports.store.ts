import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'

const ofServer = statement((db, p: { id: string }) =>
  db
    .selectFrom('server_ports')
    .select(['port_id', 'is_made', 'tag'])
    .where('server_id', '=', p.id)
    .orderBy('id'),
)

export interface ServerPort {
  readonly id: string
  /** It goes with the server; what the user had made stays. */
  readonly isMade: boolean
  /** By which the guest knows it. */
  readonly tag: string | null
}

/** In the order in which the server got them. */
export async function portsOf(tx: Tx, serverId: string): Promise<ServerPort[]> {
  const rows = await tx.all(ofServer, { id: serverId })
  return rows.map((row) => ({ id: row.port_id, isMade: row.is_made === 1, tag: row.tag }))
}

export async function addPorts(
  tx: Tx,
  serverId: string,
  ports: readonly ServerPort[],
): Promise<void> {
  if (ports.length === 0) return
  const rows = ports.map(({ id, isMade, tag }) => ({
    ...{ server_id: serverId, port_id: id, tag },
    is_made: isMade ? 1 : 0,
  }))
  await tx.db.insertInto('server_ports').values(rows).execute()
}

/** @param only ids of those that it loses; all unless told */
export async function removePorts(
  tx: Tx,
  serverId: string,
  only?: readonly string[],
): Promise<void> {
  let query = tx.db.deleteFrom('server_ports').where('server_id', '=', serverId)
  if (only !== undefined) query = query.where('port_id', 'in', only)
  await query.execute()
}
