import type { Tx } from '../storage/database.ts'
import { lockRow } from '../storage/locks.ts'

/** Tables whose rows a user may make so many of. */
export type CountedTable = 'identity_credentials' | 'identity_application_credentials'

/** Of those who make something of a user, one goes on at a time. */
export async function takeTurn(tx: Tx, userId: string): Promise<void> {
  await lockRow(tx, 'identity_users', { id: userId }, 'turn')
}

export async function countOfUser(tx: Tx, table: CountedTable, userId: string): Promise<number> {
  const { rows } = await tx.db
    .selectFrom(table)
    .select((row) => row.fn.countAll().as('rows'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(rows)
}
