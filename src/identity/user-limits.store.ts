/** How much of something one user may make (Keystone's settings `user_limit`). */
import { type Fault, forbidden } from '../kernel/faults.ts'
import type { Tx } from '../storage/database.ts'
import { lockedRow } from './rows.store.ts'

const NOUNS = {
  identity_credentials: 'credentials',
  identity_application_credentials: 'application credentials',
} as const

/**
 * Of two that are made at the same time the second waits here for the first: the user is locked.
 * @param most undefined for any number
 * @throws 403 where the user has as many already
 */
export async function refuseOneMore(
  tx: Tx,
  table: keyof typeof NOUNS,
  userId: string,
  most: number | undefined,
): Promise<void> {
  if (most === undefined) return
  await lockedRow(tx, 'identity_users', userId)
  const { made } = await tx.db
    .selectFrom(table)
    .select((row) => row.fn.countAll().as('made'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  if (Number(made) >= most) throw tooMany(NOUNS[table], most)
}

function tooMany(nouns: string, most: number): Fault {
  return forbidden(
    `Unable to create additional ${nouns}, maximum of ${most} already exceeded for user.`,
  )
}
