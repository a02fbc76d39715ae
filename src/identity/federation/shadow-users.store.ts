import type { Insertable, Updateable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityUsersTable } from '../storage/tables.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

/** False where there is a user of that id. */
export async function insertShadowUser(
  tx: Tx,
  row: Insertable<IdentityUsersTable>,
): Promise<boolean> {
  const made = await tx.db
    .insertInto('identity_users')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

export async function updateShadowUser(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityUsersTable>,
): Promise<void> {
  await tx.db.updateTable('identity_users').set(changes).where('id', '=', id).execute()
  await bumpEpoch(tx)
}

/** Ends all tokens of a user. */
export async function beginGeneration(tx: Tx, userId: string): Promise<void> {
  await tx.db
    .updateTable('identity_users')
    .set((row) => ({ generation: row('generation', '+', 1) }))
    .where('id', '=', userId)
    .execute()
  await bumpEpoch(tx)
}
