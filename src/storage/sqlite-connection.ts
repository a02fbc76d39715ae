import BetterSqlite from 'better-sqlite3'
import type { CompiledQuery, QueryResult } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Statement } from './database.ts'
import { DatabaseUnavailable, ReadOnlyUnit, translate } from './errors.ts'
import { bind, checkBound, rowOf, rowsOf } from './statement.ts'

type Prepared = BetterSqlite.Statement<unknown[], unknown>

/** How many texts of `tx.db` queries stay prepared; statements declared as such always do. */
const PREPARED_TEXTS = 256

/** How long a connection waits for another process to give up its lock. It blocks this one. */
const BUSY_TIMEOUT_MILLISECONDS = 2000

/** Every setting of a connection, in this order, with its reason. */
const PRAGMAS = [
  // First, so that the others wait instead of failing when another process is at work.
  `busy_timeout = ${BUSY_TIMEOUT_MILLISECONDS}`,
  // Readers never wait for the writer and never see half of what it does.
  'journal_mode = WAL',
  // What was acknowledged survives a power failure: every commit waits for the disk. WAL's usual
  // NORMAL may lose the last commits, which rule 2 of the design forbids.
  'synchronous = FULL',
  'foreign_keys = ON',
  // Sorting a list that has no index for its order should not write files.
  'temp_store = MEMORY',
  // 8 MB a connection: the inner pages of the indexes of a million rows. What does not fit comes
  // through the map below at the price of a page fault, and does not count as ours when idle: as
  // large as SQLite has one, since what lies beyond it takes a call and a copy each time.
  'cache_size = -8192',
  'mmap_size = 2147418112',
  // Commits copied into the database file 8 MB at a time (default 4): a hot page is then written
  // once for several commits, while no single checkpoint takes long enough to be noticed.
  'wal_autocheckpoint = 2000',
  // A log that grew under a burst gives its space back.
  'journal_size_limit = 67108864',
  // Functions with side effects cannot be reached from a schema somebody tampered with.
  'trusted_schema = OFF',
]

/** One SQLite connection and what it has prepared. Every method is synchronous, as SQLite is. */
export class SqliteConnection {
  readonly #sqlite: BetterSqlite.Database
  readonly #reading: boolean
  readonly #prepared: Prepared[] = []
  /** One array of values a statement: binding is synchronous, so it can be used again at once. */
  readonly #values: unknown[][] = []
  readonly #texts = new LRUCache<string, Prepared>({ max: PREPARED_TEXTS })

  /**
   * @param path of the file, `:memory:`, or what a database in memory begins with
   * @param share another connection to the same database in memory, whose handle this one uses
   * @throws the errors of better-sqlite3
   */
  constructor(path: string | Buffer, options: { reading: boolean; share?: SqliteConnection }) {
    this.#reading = options.reading
    if (options.share) {
      this.#sqlite = options.share.#sqlite
      return
    }
    this.#sqlite = new BetterSqlite(path, { timeout: BUSY_TIMEOUT_MILLISECONDS })
    try {
      for (const pragma of PRAGMAS) this.#sqlite.pragma(pragma)
      if (options.reading) this.#sqlite.pragma('query_only = ON')
    } catch (error) {
      this.#sqlite.close()
      throw error
    }
  }

  /** Whether a transaction is open: SQLite ends it by itself on some errors, such as a full disk. */
  get inTransaction(): boolean {
    return this.#sqlite.inTransaction
  }

  /** @param beforeWrite called first where the statement may change something, here and below */
  all<P, R>(statement: Statement<P, R>, parameters: P, beforeWrite?: () => void): R[] {
    const prepared = this.#prepare(statement)
    const values = this.#bind(statement, parameters)
    try {
      if (!prepared.readonly) beforeWrite?.()
      return rowsOf(statement, prepared.all(values))
    } catch (error) {
      throw translate(error)
    }
  }

  first<P, R>(statement: Statement<P, R>, parameters: P, beforeWrite?: () => void): R | undefined {
    const prepared = this.#prepare(statement)
    const values = this.#bind(statement, parameters)
    try {
      if (!prepared.readonly) beforeWrite?.()
      return rowOf(statement, prepared.get(values))
    } catch (error) {
      throw translate(error)
    }
  }

  run<P>(statement: Statement<P, unknown>, parameters: P, beforeWrite?: () => void): number {
    const prepared = this.#prepare(statement)
    const values = this.#bind(statement, parameters)
    try {
      if (!prepared.readonly) beforeWrite?.()
      return prepared.run(values).changes
    } catch (error) {
      throw translate(error)
    }
  }

  /** Runs what the query builder made. */
  execute(query: CompiledQuery, beforeWrite?: () => void): QueryResult<unknown> {
    checkBound(query)
    try {
      let prepared = this.#texts.get(query.sql)
      if (prepared === undefined) {
        prepared = this.#open(query.sql)
        this.#texts.set(query.sql, prepared)
      }
      if (!prepared.readonly) beforeWrite?.()
      if (prepared.reader) return { rows: prepared.all(query.parameters) }
      const { changes, lastInsertRowid } = prepared.run(query.parameters)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    } catch (error) {
      throw translate(error)
    }
  }

  /** A command without parameters and rows, such as BEGIN, prepared once. */
  command(text: string): () => void {
    const prepared = this.#sqlite.prepare(text)
    return () => {
      try {
        prepared.run()
      } catch (error) {
        throw translate(error)
      }
    }
  }

  /** What a text without parameters yields, a single value, prepared once. */
  value(text: string): () => unknown {
    const prepared = this.#sqlite.prepare(text).pluck()
    return () => {
      try {
        return prepared.get()
      } catch (error) {
        throw translate(error)
      }
    }
  }

  close(): void {
    this.#sqlite.close()
  }

  #prepare(statement: Statement<never, unknown>): Prepared {
    const prepared = this.#prepared[statement.id]
    if (prepared !== undefined) return prepared
    try {
      const compiled = statement.compiled('sqlite')
      const fresh = this.#open(compiled.sql)
      this.#prepared[statement.id] = fresh
      this.#values[statement.id] = compiled.slots.map(() => null)
      return fresh
    } catch (error) {
      throw translate(error)
    }
  }

  #bind(statement: Statement<never, unknown>, parameters: unknown): unknown[] {
    const values = this.#values[statement.id]!
    bind(statement.compiled('sqlite'), parameters, 'sqlite', values)
    return values
  }

  #open(text: string): Prepared {
    if (!this.#sqlite.open) throw new DatabaseUnavailable('the database is closed')
    const prepared = this.#sqlite.prepare<unknown[], unknown>(text)
    if (this.#reading && !prepared.readonly) throw new ReadOnlyUnit(text)
    return prepared
  }
}
