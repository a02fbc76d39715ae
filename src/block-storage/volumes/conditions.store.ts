import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Dialect } from '../../storage/database.ts'
import type { Condition, Value } from './filters.ts'

/** A condition of a filter in SQL. */
export function fulfils(condition: Condition, dialect: Dialect): RawBuilder<SqlBool> {
  const column = sql.ref(`volumes.${condition.column}`)
  switch (condition.kind) {
    case 'is':
      return among(column, condition.values)
    case 'like':
      return dialect === 'postgres'
        ? sql<SqlBool>`cast(${column} as text) ilike ${`%${condition.text}%`}`
        : sql<SqlBool>`${column} like ${`%${condition.text}%`} escape '\\'`
    case 'time':
      return anyOf(
        condition.any.map(({ operator, time }) => sql`${column} ${sql.raw(operator)} ${time}`),
      )
    case 'host':
      return anyOf(hostRanges(condition.name).map((range) => within(column, range)))
  }
}

/** A list, not a chain of `or`: clients may name thousands of values, databases nest less deeply. */
function among(column: RawBuilder<unknown>, values: readonly Value[]): RawBuilder<SqlBool> {
  const known = values.filter((value) => value !== null)
  const parts = [
    ...(known.length > 0 ? [sql`${column} in (${sql.join(known)})`] : []),
    ...(known.length < values.length ? [sql`${column} is null`] : []),
  ]
  return anyOf(parts)
}

function anyOf(parts: readonly RawBuilder<unknown>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join([...parts], sql` or `)})`
}

type HostRange = readonly [from: string, below: string | undefined]

/**
 * A pool is itself; a backend is its pools too, a host its backends too. Ranges instead of `like`,
 * which would not heed case everywhere.
 * Source: openstack/cinder cinder/db/api.py (_filter_host).
 */
function hostRanges(name: string): HostRange[] {
  const itself: HostRange = [name, undefined]
  if (name.includes('#')) return [itself]
  // `$` and `A` follow `#` and `@` among the characters.
  const pools: HostRange = [`${name}#`, `${name}$`]
  return name.includes('@') ? [itself, pools] : [itself, pools, [`${name}@`, `${name}A`]]
}

function within(column: RawBuilder<unknown>, [from, below]: HostRange): RawBuilder<unknown> {
  if (below === undefined) return sql`${column} = ${from}`
  return sql`(${column} >= ${from} and ${column} < ${below})`
}
