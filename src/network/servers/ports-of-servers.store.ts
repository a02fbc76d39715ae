import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'

const named = statement(
  (_, p: { id: string }) => sql<{ id: string }>`
    select id from ports where lower(device_id) = ${p.id} order by serial`,
)

/** The ports that say to be a server's. */
export async function portIdsOf(tx: Tx, serverId: string): Promise<string[]> {
  const rows = await tx.all(named, { id: serverId.toLowerCase() })
  return rows.map(({ id }) => id)
}
