import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type Dialect = 'sqlite' | 'postgres'

/**
 * A query compiled once per process and run many times: what a hot path uses instead of
 * building the same Kysely expression on every request. Made by `statement()` in `statement.ts`.
 */
export interface Statement<Parameters, Row> {
  readonly build: (db: Kysely<Tables>, parameters: Parameters) => { compile(): { sql: string; parameters: readonly unknown[] } }
  /** Only for inference; never set. */
  readonly row?: Row
}

/** What a unit of work may do with the database. Valid until the unit's promise settles. */
export interface Tx {
  readonly dialect: Dialect
  /** The query builder, bound to this unit's connection. */
  readonly db: Kysely<Tables>
  /** Runs a prepared statement and returns every row. */
  all<P, R>(statement: Statement<P, R>, parameters: P): Promise<R[]>
  /** Runs a prepared statement and returns its first row. */
  first<P, R>(statement: Statement<P, R>, parameters: P): Promise<R | undefined>
  /** Runs a prepared statement for its effect and returns the number of rows it changed. */
  run<P>(statement: Statement<P, unknown>, parameters: P): Promise<number>
  /** Called once the unit's commit is on disk, never when it was rolled back. */
  afterCommit(callback: () => void): void
}

/**
 * An open database. Everything a handler needs is `read` and `write`; which engine answers, how
 * commits are shared and what a lost connection looks like stay behind this interface.
 */
export interface Database {
  readonly dialect: Dialect
  /** Runs `unit` for reading. It never waits for writers and must not write. */
  read<T>(unit: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Runs `unit` as one atomic change and resolves when its commit is on disk. If `unit` throws,
   * nothing it did remains. On SQLite the units queue behind one writer, so `unit` must await
   * nothing but the database: hash passwords and call drivers before.
   */
  write<T>(unit: (tx: Tx) => Promise<T>): Promise<T>
  /** Resolves when the database answers; rejects with `DatabaseUnavailable` when it does not. */
  ping(): Promise<void>
  close(): Promise<void>
}
