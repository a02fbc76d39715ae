import type { Tx } from '../storage/database.ts'

/** Tables whose rows a user may make so many of. */
export type CountedTable = 'identity_credentials' | 'identity_application_credentials'

export async function countOfUser(tx: Tx, table: CountedTable, userId: string): Promise<number> {
  const { rows } = await tx.db
    .selectFrom(table)
    .select((row) => row.fn.countAll().as('rows'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(rows)
}
