import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type Dialect = 'sqlite' | 'postgres'

/** One placeholder of a compiled statement: a named parameter, or a constant of the query. */
export interface Slot {
  readonly name: string | undefined
  /** The value is an array of texts, passed as one parameter. */
  readonly list: boolean
  readonly constant: unknown
}

export interface CompiledStatement {
  /** Unique in this process and the same on every connection. */
  readonly name: string
  readonly sql: string
  readonly slots: readonly Slot[]
}

/**
 * A query compiled once per process and run many times: what a hot path uses instead of building
 * the same Kysely expression on every request. Made by `statement()` in `statement.ts`.
 */
export interface Statement<Parameters, Row> {
  /** Counts up from 0: where a connection keeps what it prepared. */
  readonly id: number
  /** Whether all who ask may have the same row until the database changes: `rememberedStatement`. */
  readonly isRemembered: boolean
  /** Makes what is asked for of a row as it is stored; undefined where that is the row itself. */
  readonly read: ((row: never) => Row) | undefined
  compiled(dialect: Dialect): CompiledStatement
  /** Only for inference; never set. */
  readonly takes?: (parameters: Parameters) => void
  /** Only for inference; never set. */
  readonly row?: Row
}

/**
 * What a unit of work may do with the database. Valid until the unit's promise settles.
 *
 * In `write`, a statement that fails undoes the whole unit, on both databases: catch its error only
 * to throw a better one. Where a conflict is expected and the unit should go on, write
 * `on conflict do nothing` and look at the number of rows.
 */
export interface Tx {
  readonly dialect: Dialect
  /** The query builder, bound to this unit's connection. */
  readonly db: Kysely<Tables>
  /** Runs a prepared statement and returns every row. */
  all<P, R>(statement: Statement<P, R>, parameters: NoInfer<P>): Promise<R[]>
  /** Runs a prepared statement and returns its first row. */
  first<P, R>(statement: Statement<P, R>, parameters: NoInfer<P>): Promise<R | undefined>
  /** Runs a prepared statement for its effect and returns the number of rows it changed. */
  run<P>(statement: Statement<P, unknown>, parameters: NoInfer<P>): Promise<number>
  /**
   * Called once the unit's commit is on disk, never when it was rolled back. It must not throw.
   * Not available in `read` and `snapshot`.
   */
  afterCommit(callback: () => void): void
  /**
   * Runs a part of the unit that may be refused: if it throws, nothing that it did remains, and the
   * unit may go on. A statement that fails undoes the whole unit all the same. Not available in
   * `read` and `snapshot`.
   */
  attempt<T>(part: () => Promise<T>): Promise<T>
}

/**
 * An open database. Everything a handler needs is `read`, `snapshot` and `write`; which engine answers,
 * how commits are shared and what a lost connection looks like stay behind this interface. The errors
 * of all are those of `errors.ts`.
 */
export interface Database {
  readonly dialect: Dialect
  /** Since it was opened, for metrics: units of `write`, and the transactions they shared. */
  readonly committed: { readonly transactions: number; readonly units: number }
  /**
   * Runs `unit` for reading. It never waits for writers and must not write. Each statement sees
   * what is committed when it starts, so two statements may see two states.
   */
  read<T>(unit: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Runs `unit` for reading one state: every statement sees what was committed when the first of
   * them started, whatever others commit meanwhile. It costs a transaction of its own, so it is for
   * answers whose statements must agree; `read` is for all others. `unit` must not write, and must
   * await nothing but `tx`: it holds a connection, and on an SQLite database in memory it holds up
   * the writers. It runs again where its connection was lost. A statement that fails ends it.
   */
  snapshot<T>(unit: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Runs `unit` as one atomic change and resolves when its commit is on disk. If `unit` throws,
   * nothing it did remains. On SQLite the units queue behind one writer, so `unit` must await
   * nothing but `tx`: hash passwords and call drivers before. On PostgreSQL the unit runs again
   * when another transaction made it impossible or its connection was lost before the commit, so
   * it must not change anything outside the database but through `afterCommit`.
   */
  write<T>(unit: (tx: Tx) => Promise<T>): Promise<T>
  /** Resolves when the database answers; rejects with `DatabaseUnavailable` when it does not. */
  ping(): Promise<void>
  /** Waits for the units under way, then closes. Whatever comes later is `DatabaseUnavailable`. */
  close(): Promise<void>
}
