/** Attempts at a user's password since the right one was last given. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'

/**
 * Counts an attempt, unless `most` were made in vain and the last of them is not forgiven yet.
 * @returns whether it may be made
 */
export async function countAttempt(
  tx: Tx,
  userId: string,
  most: number,
  times: { readonly now: string; readonly forgiven: string },
): Promise<boolean> {
  const { now, forgiven } = times
  const counted = await sql`
    insert into identity_failed_sign_ins (user_id, count, last_at) values (${userId}, 1, ${now})
    on conflict (user_id) do update set
      count = case when identity_failed_sign_ins.last_at <= ${forgiven} then 1
        else identity_failed_sign_ins.count + 1 end,
      last_at = ${now}
    where identity_failed_sign_ins.count < ${most}
      or identity_failed_sign_ins.last_at <= ${forgiven}`.execute(tx.db)
  return counted.numAffectedRows === 1n
}

/** Whether the last attempt was made in vain, as far as is known. */
export async function hasAttempts(tx: Tx, userId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('identity_failed_sign_ins')
    .select('count')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

export async function forgetAttempts(tx: Tx, userId: string): Promise<void> {
  await tx.db.deleteFrom('identity_failed_sign_ins').where('user_id', '=', userId).execute()
}
