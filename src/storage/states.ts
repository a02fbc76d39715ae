import { sql, type RawBuilder } from 'kysely'

/**
 * The condition that every named column has one of its values; none of them, where there are no
 * values. What a state table of the kernel allows, in SQL.
 */
export function inStates(
  allowed: Readonly<Record<string, readonly (string | number | null)[] | undefined>>,
): RawBuilder<boolean> {
  const conditions = Object.entries(allowed).map(([column, values = []]) => {
    const name = sql.ref(column)
    const present = values.filter((value) => value !== null)
    const among = present.length > 0 ? sql`${name} in (${sql.join(present)})` : sql`1 = 0`
    return values.includes(null) ? sql`(${name} is null or ${among})` : among
  })
  return conditions.length === 0 ? sql`1 = 1` : sql`${sql.join(conditions, sql` and `)}`
}
