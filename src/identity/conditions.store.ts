import { sql, type RawBuilder, type SqlBool } from 'kysely'

export type SqlCondition = RawBuilder<SqlBool>

/** All of them; true where there are none. */
export function allOf(list: readonly SqlCondition[]): SqlCondition {
  return list.length === 0 ? sql`1 = 1` : sql.join(list, sql` and `)
}
