/** Tags: rows that lists look for. The row of their resource holds them too, for answers. */
import type { Tx } from '../../storage/database.ts'

/** The relation by which lists find the tags of a resource (`ListSource.members`). */
export const TAGS = { table: 'network_tags', owner: 'resource_id', ofRow: 'id', name: 'tag' }

/** Puts tags in the place of those that a resource had. */
export async function replaceTags(tx: Tx, id: string, tags: readonly string[]): Promise<void> {
  await deleteTagsOf(tx, [id])
  if (tags.length === 0) return
  const rows = tags.map((tag) => ({ resource_id: id, tag }))
  await tx.db.insertInto('network_tags').values(rows).execute()
}

export async function deleteTagsOf(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.db.deleteFrom('network_tags').where('resource_id', 'in', ids).execute()
}
