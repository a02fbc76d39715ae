import { sql, type RawBuilder } from 'kysely'
import type { Tx } from './database.ts'
import type { Tables } from './tables.ts'

type Value = string | number | null

/**
 * The condition that every named column has one of its values; none of them, where there are no
 * values. What a state table of the kernel allows, in SQL.
 */
export function inStates(
  allowed: Readonly<Record<string, readonly Value[] | undefined>>,
): RawBuilder<boolean> {
  const conditions = Object.entries(allowed).map(([column, values = []]) => {
    const name = sql.ref(column)
    const present = values.filter((value) => value !== null)
    const among = present.length > 0 ? sql`${name} in (${sql.join(present)})` : sql`1 = 0`
    return values.includes(null) ? sql`(${name} is null or ${among})` : among
  })
  return conditions.length === 0 ? sql`1 = 1` : sql`${sql.join(conditions, sql` and `)}`
}

/**
 * Changes the row with this id where its columns have values that are allowed. False where they have
 * others, or there is no such row.
 */
export async function changeWhere(
  tx: Tx,
  table: keyof Tables,
  id: string,
  allowed: Readonly<Record<string, readonly Value[] | undefined>>,
  changes: Readonly<Record<string, Value | undefined>>,
): Promise<boolean> {
  const set = Object.entries(changes).filter(([, value]) => value !== undefined)
  const assignments = set.map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.join(assignments)}
    where id = ${id} and ${inStates(allowed)}`.execute(tx.db)
  return numAffectedRows! > 0n
}
