import type { Insertable, Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { VolumeKeysTable } from '../storage/tables.ts'

export async function insertKey(tx: Tx, key: Insertable<VolumeKeysTable>): Promise<void> {
  await tx.db.insertInto('volume_keys').values(key).execute()
}

export async function findKey(
  tx: Tx,
  id: string,
): Promise<Selectable<VolumeKeysTable> | undefined> {
  return tx.db.selectFrom('volume_keys').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Removes a key, and with it whatever it encrypted. One that is not there is removed already. */
export async function deleteKey(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('volume_keys').where('id', '=', id).execute()
}

/** The same where it is of this project. @returns false where there is no such key */
export async function deleteKeyOf(
  tx: Tx,
  { id, projectId }: { readonly id: string; readonly projectId: string },
): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('volume_keys')
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** What a key belongs to has another owner. */
export async function giveKeysTo(tx: Tx, ids: readonly string[], projectId: string): Promise<void> {
  if (ids.length === 0) return
  await tx.db
    .updateTable('volume_keys')
    .set({ project_id: projectId })
    .where('id', 'in', ids)
    .execute()
}
