/** How much of something one user may make (Keystone's settings `user_limit`). */
import { type Fault, forbidden } from '../kernel/faults.ts'
import type { Tx } from '../storage/database.ts'
import { countOfUser, takeTurn, type CountedTable } from './user-limits.store.ts'

const NOUNS: Readonly<Record<CountedTable, string>> = {
  identity_credentials: 'credentials',
  identity_application_credentials: 'application credentials',
}

/**
 * Of two that are made at the same time the second waits here for the first.
 * @param most undefined for any number
 * @throws 403 where the user has as many already
 */
export async function refuseOneMore(
  tx: Tx,
  table: CountedTable,
  userId: string,
  most: number | undefined,
): Promise<void> {
  if (most === undefined) return
  await takeTurn(tx, userId)
  if ((await countOfUser(tx, table, userId)) >= most) throw tooMany(NOUNS[table], most)
}

function tooMany(nouns: string, most: number): Fault {
  return forbidden(
    `Unable to create additional ${nouns}, maximum of ${most} already exceeded for user.`,
  )
}
