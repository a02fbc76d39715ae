import type { Tx } from '../../storage/database.ts'

/** Those that it has already are let be. */
export async function addTags(tx: Tx, serverId: string, tags: readonly string[]): Promise<void> {
  const rows = [...new Set(tags)].map((tag) => ({ server_id: serverId, tag }))
  if (rows.length === 0) return
  await tx.db
    .insertInto('server_tags')
    .values(rows)
    .onConflict((conflicting) => conflicting.columns(['server_id', 'tag']).doNothing())
    .execute()
}
