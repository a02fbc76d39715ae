import { sql, type RawBuilder } from 'kysely'
import type { Lock } from '../kernel/target.ts'
import type { Dialect, Tx } from './database.ts'
import type { Tables } from './tables.ts'

/**
 * `turn`: of those who ask for it one goes on at a time, whatever others do with the row. Whoever
 * keeps a row from going (`stay`, or a foreign key to it) may wait for a turn, but not for `change`:
 * two of them would wait for each other.
 */
export type RowLock = Lock | 'turn'

const CLAUSES: Readonly<Record<RowLock, RawBuilder<unknown>>> = {
  change: sql`for update`,
  stay: sql`for key share`,
  turn: sql`for no key update`,
}

/** The end of a query that locks the rows it finds. SQLite has one writer and needs no lock. */
export function lockClause(dialect: Dialect, lock: RowLock): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`` : CLAUSES[lock]
}

/**
 * Keeps others from changing a row, or from deleting it, until the unit ends; to be read after. On
 * PostgreSQL a query that waits for a lock and joins other tables sees those as they were before it
 * waited, so this one reads nothing.
 */
export async function lockRow(
  tx: Tx,
  table: keyof Tables,
  key: Readonly<Record<string, string | number>>,
  lock: RowLock | undefined,
): Promise<void> {
  if (lock === undefined || tx.dialect === 'sqlite') return
  const conditions = Object.entries(key).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  await sql`
    select 1 from ${sql.table(table)} where ${sql.join(conditions, sql` and `)}
    ${lockClause(tx.dialect, lock)}`.execute(tx.db)
}

/** Where no row stands for what must not happen twice at once: who locks a name waits for others. */
export async function lockName(tx: Tx, name: string): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx.db)
}
