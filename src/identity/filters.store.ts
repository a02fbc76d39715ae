/** The filters of `filters.ts`, in SQL (keystone/common/sql/core.py, inexact_filter). */
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Dialect } from '../storage/database.ts'
import { askedIn, isFalse } from './filters.ts'

export type Condition = RawBuilder<SqlBool>

/** Which query parameters filter on which columns. */
export type Filters = Readonly<Record<string, { column: string; kind?: 'text' | 'boolean' }>>

export function conditions(
  search: URLSearchParams,
  filters: Filters,
  dialect: Dialect,
): Condition[] {
  return askedIn(search).flatMap(({ attribute, comparator, value }) => {
    const filter = Object.hasOwn(filters, attribute) ? filters[attribute] : undefined
    if (filter === undefined) return []
    const found = condition(filter.column, filter.kind ?? 'text', comparator, value, dialect)
    return found === undefined ? [] : [found]
  })
}

/** All of them; true where there are none. */
export function allOf(list: readonly Condition[]): Condition {
  return list.length === 0 ? sql`1 = 1` : sql.join(list, sql` and `)
}

function condition(
  name: string,
  kind: 'text' | 'boolean',
  comparator: string,
  value: string,
  dialect: Dialect,
): Condition | undefined {
  const column = sql.ref(name)
  if (kind === 'boolean') {
    return comparator === 'equals' ? sql`${column} = ${isFalse(value) ? 0 : 1}` : undefined
  }
  if (comparator === 'equals') return sql`${column} = ${value}`
  const caseless = comparator.startsWith('i')
  const [left, right] = caseless ? [sql`lower(${column})`, value.toLowerCase()] : [column, value]
  const place =
    dialect === 'sqlite' ? sql`instr(${left}, ${right})` : sql`strpos(${left}, ${right})`
  switch (caseless ? comparator.slice(1) : comparator) {
    case 'contains':
      return sql`${place} > 0`
    case 'startswith':
      return sql`${place} = 1`
    case 'endswith':
      return sql`substr(${left}, length(${left}) - ${[...right].length - 1}) = ${right}`
    default:
      return undefined
  }
}
