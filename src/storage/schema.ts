import type { ColumnType, CreateTableBuilder, Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Dialect } from './database.ts'

/** Numbers the rows of a table as they are inserted, by the database: to order by, and nothing else. */
export type Serial = ColumnType<never, never, never>

/**
 * Creates a table whose columns refuse values of another type, on SQLite too, where only a STRICT
 * table does. Add columns with the types of `columnTypes` and end with `.execute()`.
 */
export function createTable<T extends string>(
  // oxlint-disable-next-line typescript/no-explicit-any -- a migration describes its own time's schema
  db: Kysely<any>,
  dialect: Dialect,
  name: T,
): CreateTableBuilder<T> {
  const table = db.schema.createTable<T>(name)
  return dialect === 'sqlite' ? table.modifyEnd(sql`strict`) : table
}

/**
 * The two column types. Text compares by its bytes on both databases, so that lists sort alike and
 * an index serves a prefix; integers have 64 bits on both.
 */
export function columnTypes(dialect: Dialect) {
  return dialect === 'sqlite'
    ? ({ text: 'text', integer: 'integer' } as const)
    : { text: sql`text collate "C"`, integer: 'bigint' as const }
}
