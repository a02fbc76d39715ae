/** On which day somebody was last there: `2026-01-31`, in UTC. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

/** Undefined where nobody has looked: then the day counts on which the user was made. */
export async function lastActivity(tx: Tx, userId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('identity_user_activity')
    .select('active_on')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.active_on
}

export async function noteActivity(tx: Tx, userId: string, active_on: string): Promise<void> {
  await tx.db
    .insertInto('identity_user_activity')
    .values({ user_id: userId, active_on })
    .onConflict((known) => known.column('user_id').doUpdateSet({ active_on }))
    .execute()
}

/**
 * Disables whoever was last there on `day` or before, and ends their tokens; those excepted whose
 * option says so. @returns how many
 */
export async function disableInactive(tx: Tx, day: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update identity_users set enabled = 0, generation = generation + 1
    where enabled = 1
      and options not like '%"ignore_user_inactivity":true%'
      and coalesce(
        (select active_on from identity_user_activity where user_id = identity_users.id),
        substr(created_at, 1, 10)) <= ${day}`.execute(tx.db)
  if (numAffectedRows === 0n || numAffectedRows === undefined) return 0
  await bumpEpoch(tx)
  return Number(numAffectedRows)
}
