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

/** Nothing happens where the user is gone by now. */
export async function noteActivity(tx: Tx, userId: string, active_on: string): Promise<void> {
  await sql`
    insert into identity_user_activity (user_id, active_on)
    select id, ${active_on} from identity_users where id = ${userId}
    on conflict (user_id) do update set active_on = excluded.active_on`.execute(tx.db)
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
