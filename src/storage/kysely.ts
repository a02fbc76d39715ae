import type {
  CompiledQuery,
  DatabaseConnection,
  Dialect as KyselyDialect,
  Driver,
  QueryResult,
} from 'kysely'
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Dialect } from './database.ts'
import type { Tables } from './tables.ts'

export type Execute = (query: CompiledQuery) => Promise<QueryResult<unknown>>

/** A query builder whose queries all go through `execute`. It never opens a transaction itself. */
export function kyselyOn(dialect: Dialect, execute: Execute): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOn(dialect, new BoundDriver(execute)) })
}

function dialectOn(dialect: Dialect, driver: Driver): KyselyDialect {
  if (dialect === 'postgres') {
    return {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    }
  }
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Kysely's driver contract over one connection that somebody else opens, guards and closes. */
class BoundDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(execute: Execute) {
    this.#connection = {
      executeQuery: <R>(query: CompiledQuery) => execute(query) as Promise<QueryResult<R>>,
      streamQuery() {
        throw new Error('read pages with a limit and a marker: streaming would hold the connection')
      },
    }
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async beginTransaction(): Promise<void> {
    throw new Error('database.write() is the transaction; db.transaction() is not available in it')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
