import { sql, type RawBuilder } from 'kysely'
import type { SqlCondition } from '../conditions.store.ts'

/**
 * Of an assignment: it is the user's, or that of a group of hers. Written so that both databases
 * find these by the actor; where an `or` leads to a subquery, PostgreSQL reads the whole table.
 * @param userId or the parameter of a statement
 * @param groups a query of `group_id`, in parentheses
 */
export function madeTo(userId: string, groups = groupsOf(userId)): SqlCondition {
  return sql`(actor_id in (select ${userId} union all select group_id from ${groups} as groups)
    and (actor_type = 'user') = (actor_id = ${userId}))`
}

function groupsOf(userId: string): RawBuilder<unknown> {
  return sql`(select group_id from identity_memberships where user_id = ${userId})`
}
