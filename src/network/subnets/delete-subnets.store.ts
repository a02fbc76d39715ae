import type { Tx } from '../../storage/database.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'

/** Deletes subnets of which no port has an address. */
export async function deleteSubnets(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.db.deleteFrom('subnets').where('id', 'in', ids).execute()
  await deleteTagsOf(tx, ids)
}
