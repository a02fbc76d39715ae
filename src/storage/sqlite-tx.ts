import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import type { Statement, Tx } from './database.ts'
import { UnitEnded } from './errors.ts'
import { kyselyOn } from './kysely.ts'
import { RELEASE, SAVE, UNDO } from './savepoint.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import type { Snapshot } from './sqlite-snapshot.ts'
import type { Identified } from './statement.ts'
import type { Tables } from './tables.ts'

/** Reading on a connection of its own: each statement sees the last commit and nothing else. */
export class ReadTx implements Tx {
  readonly dialect = 'sqlite'
  readonly db: Kysely<Tables>
  readonly #connection: SqliteConnection
  readonly #snapshot: Snapshot

  constructor(connection: SqliteConnection, snapshot: Snapshot) {
    this.#connection = connection
    this.#snapshot = snapshot
    this.db = kyselyOn('sqlite', async (query) => {
      snapshot.enter()
      return connection.execute(query)
    })
  }

  async all<P, R>(statement: Statement<P, R>, parameters: P): Promise<R[]> {
    this.#snapshot.enter()
    return this.#connection.all(statement, parameters)
  }

  async first<P, R>(statement: Statement<P, R>, parameters: P): Promise<R | undefined> {
    const find = (): R | undefined => this.#connection.first(statement, parameters)
    if (statement.isRemembered) {
      const { id = '' }: Identified = parameters as Identified
      return this.#snapshot.remembered(statement, id, find)
    }
    this.#snapshot.enter()
    return find()
  }

  async run<P>(statement: Statement<P, unknown>, parameters: P): Promise<number> {
    this.#snapshot.enter()
    return this.#connection.run(statement, parameters)
  }

  afterCommit(): void {
    throw new Error('database.read() commits nothing')
  }

  attempt(): Promise<never> {
    return Promise.reject(new Error('database.read() undoes nothing'))
  }
}

/** Reading where the writer's connection is the only one: waits until no transaction is open. */
export class WaitingReadTx implements Tx {
  readonly dialect = 'sqlite'
  readonly db: Kysely<Tables>
  readonly #connection: SqliteConnection
  readonly #transaction: () => Promise<void> | undefined

  constructor(connection: SqliteConnection, transaction: () => Promise<void> | undefined) {
    this.#connection = connection
    this.#transaction = transaction
    this.db = kyselyOn('sqlite', async (query) => {
      await this.#turn()
      return connection.execute(query)
    })
  }

  async all<P, R>(statement: Statement<P, R>, parameters: P): Promise<R[]> {
    await this.#turn()
    return this.#connection.all(statement, parameters)
  }

  async first<P, R>(statement: Statement<P, R>, parameters: P): Promise<R | undefined> {
    await this.#turn()
    return this.#connection.first(statement, parameters)
  }

  async run<P>(statement: Statement<P, unknown>, parameters: P): Promise<number> {
    await this.#turn()
    return this.#connection.run(statement, parameters)
  }

  afterCommit(): void {
    throw new Error('database.read() commits nothing')
  }

  attempt(): Promise<never> {
    return Promise.reject(new Error('database.read() undoes nothing'))
  }

  async #turn(): Promise<void> {
    for (let open = this.#transaction(); open; open = this.#transaction()) await open
  }
}

/** One unit inside the shared transaction. */
export class WriteTx implements Tx {
  readonly dialect = 'sqlite'
  readonly callbacks: (() => void)[] = []
  readonly #connection: SqliteConnection
  readonly #db: Kysely<Tables>
  readonly #beforeWrite: (() => void) | undefined
  #open = true
  #failed = false
  #failure: unknown

  /**
   * @param db a query builder that calls `execute` of the unit under way
   * @param beforeWrite called before each statement that may change something
   */
  constructor(connection: SqliteConnection, db: Kysely<Tables>, beforeWrite?: () => void) {
    this.#connection = connection
    this.#db = db
    this.#beforeWrite = beforeWrite
  }

  get db(): Kysely<Tables> {
    this.#check()
    return this.#db
  }

  async all<P, R>(statement: Statement<P, R>, parameters: P): Promise<R[]> {
    this.#check()
    try {
      return this.#connection.all(statement, parameters, this.#beforeWrite)
    } catch (error) {
      throw this.#fail(error)
    }
  }

  async first<P, R>(statement: Statement<P, R>, parameters: P): Promise<R | undefined> {
    this.#check()
    try {
      return this.#connection.first(statement, parameters, this.#beforeWrite)
    } catch (error) {
      throw this.#fail(error)
    }
  }

  async run<P>(statement: Statement<P, unknown>, parameters: P): Promise<number> {
    this.#check()
    try {
      return this.#connection.run(statement, parameters, this.#beforeWrite)
    } catch (error) {
      throw this.#fail(error)
    }
  }

  execute(query: CompiledQuery): QueryResult<unknown> {
    this.#check()
    try {
      return this.#connection.execute(query, this.#beforeWrite)
    } catch (error) {
      throw this.#fail(error)
    }
  }

  afterCommit(callback: () => void): void {
    this.#check()
    this.callbacks.push(callback)
  }

  async attempt<T>(part: () => Promise<T>): Promise<T> {
    // The savepoint of the unit comes first, or it would go with that of the part.
    this.#check()
    this.#beforeWrite?.()
    const { length } = this.callbacks
    await SAVE.execute(this.#db)
    try {
      const value = await part()
      await RELEASE.execute(this.#db)
      return value
    } catch (error) {
      this.#check()
      await UNDO.execute(this.#db)
      await RELEASE.execute(this.#db)
      this.callbacks.length = length
      throw error
    }
  }

  /** Ends the unit; throws its first failed statement's error, even where the unit swallowed it. */
  finish(): void {
    this.#check()
    this.#open = false
  }

  /** Ends the unit whatever became of it: a query it forgot to await must not join the next one. */
  close(): void {
    this.#open = false
  }

  #check(): void {
    if (this.#failed) throw this.#failure
    if (!this.#open) throw new UnitEnded()
  }

  #fail(error: unknown): unknown {
    this.#failed = true
    this.#failure = error
    return error
  }
}

/** One unit inside a transaction that only reads. */
export class SnapshotTx extends WriteTx {
  override afterCommit(): void {
    throw new Error('database.snapshot() commits nothing')
  }

  override attempt(): Promise<never> {
    return Promise.reject(new Error('database.snapshot() undoes nothing'))
  }
}
