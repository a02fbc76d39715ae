import type { Tx } from '../../storage/database.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'

/** Deletes ports, and their addresses. */
export async function deletePorts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.db.deleteFrom('ip_allocations').where('port_id', 'in', ids).execute()
  await tx.db.deleteFrom('ports').where('id', 'in', ids).execute()
  await deleteTagsOf(tx, ids)
}
