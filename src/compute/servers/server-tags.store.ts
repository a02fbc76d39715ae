import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'

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

const ofServers = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('server_tags')
    .selectAll()
    .where('server_id', 'in', inList(p.ids))
    .orderBy('server_id')
    .orderBy('tag'),
)

/** By server, in the order of the tags; who has none is left out. */
export async function tagsOfServers(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.all(ofServers, { ids })
  return new Map(
    [...Map.groupBy(rows, (row) => row.server_id)].map(([id, of]) => [
      id,
      of.map((row) => row.tag),
    ]),
  )
}

/** @param tags those that go; all where left out */
export async function removeTags(
  tx: Tx,
  serverId: string,
  tags?: readonly string[],
): Promise<void> {
  const remove = tx.db.deleteFrom('server_tags').where('server_id', '=', serverId)
  await (tags === undefined ? remove : remove.where('tag', 'in', tags)).execute()
}
