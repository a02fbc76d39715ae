import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import type pg from 'pg'
import type { Statement, Tx } from './database.ts'
import { UnitEnded } from './errors.ts'
import { kyselyOn } from './kysely.ts'
import { RELEASE, SAVE, UNDO } from './savepoint.ts'
import { bind, checkBound, rowOf, rowsOf } from './statement.ts'
import type { Tables } from './tables.ts'

/** Sends one query and translates its error. */
export type Ask = (query: pg.QueryConfig) => Promise<pg.QueryResult>

/** Commands after which PostgreSQL's row count says how many rows changed. */
const CHANGING = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** Reading: each statement sees what is committed when it starts. */
export class PostgresTx implements Tx {
  readonly dialect = 'postgres'
  readonly #ask: Ask
  #db: Kysely<Tables> | undefined

  constructor(ask: Ask) {
    this.#ask = ask
  }

  get db(): Kysely<Tables> {
    return (this.#db ??= kyselyOn('postgres', (query) => execute(this.#ask, query)))
  }

  async all<P, R>(statement: Statement<P, R>, parameters: P): Promise<R[]> {
    return rowsOf(statement, (await this.#ask(prepared(statement, parameters))).rows)
  }

  async first<P, R>(statement: Statement<P, R>, parameters: P): Promise<R | undefined> {
    return rowOf(statement, (await this.#ask(prepared(statement, parameters))).rows[0])
  }

  async run<P>(statement: Statement<P, unknown>, parameters: P): Promise<number> {
    return (await this.#ask(prepared(statement, parameters))).rowCount ?? 0
  }

  afterCommit(_callback: () => void): void {
    throw new Error('database.read() commits nothing')
  }

  attempt<T>(_part: () => Promise<T>): Promise<T> {
    return Promise.reject(new Error('database.read() undoes nothing'))
  }
}

/** One transaction on one connection. */
export abstract class UnitTx extends PostgresTx {
  readonly #state: TransactionState

  constructor(ask: Ask) {
    const state = new TransactionState(ask)
    super((query) => state.ask(query))
    this.#state = state
  }

  /** Ends the unit; throws its first failed statement's error, even where the unit swallowed it. */
  async finish(): Promise<void> {
    await this.#state.finish()
  }
}

export class PostgresWriteTx extends UnitTx {
  readonly callbacks: (() => void)[] = []

  override afterCommit(callback: () => void): void {
    this.callbacks.push(callback)
  }

  override async attempt<T>(part: () => Promise<T>): Promise<T> {
    const { length } = this.callbacks
    await SAVE.execute(this.db)
    try {
      const value = await part()
      await RELEASE.execute(this.db)
      return value
    } catch (error) {
      // Where a statement failed, this throws its error: then the whole unit is undone.
      await UNDO.execute(this.db)
      await RELEASE.execute(this.db)
      this.callbacks.length = length
      throw error
    }
  }
}

/** Reading one state. */
export class PostgresSnapshotTx extends UnitTx {
  override afterCommit(): void {
    throw new Error('database.snapshot() commits nothing')
  }

  override attempt(): Promise<never> {
    return Promise.reject(new Error('database.snapshot() undoes nothing'))
  }
}

/** Sends the queries of a transaction one after the other, and none after one has failed. */
class TransactionState {
  readonly #ask: Ask
  #last: Promise<unknown> = Promise.resolve()
  #failed = false
  #failure: unknown
  #open = true

  constructor(ask: Ask) {
    this.#ask = ask
  }

  ask(query: pg.QueryConfig): Promise<pg.QueryResult> {
    if (!this.#open) return Promise.reject(new UnitEnded())
    const answer = this.#last.then(() => this.#askNow(query))
    this.#last = answer.catch(() => {})
    return answer
  }

  async finish(): Promise<void> {
    this.#open = false
    await this.#last
    if (this.#failed) throw this.#failure
  }

  async #askNow(query: pg.QueryConfig): Promise<pg.QueryResult> {
    if (this.#failed) throw this.#failure
    try {
      return await this.#ask(query)
    } catch (error) {
      this.#failed = true
      this.#failure = error
      throw error
    }
  }
}

function prepared(statement: Statement<never, unknown>, parameters: unknown): pg.QueryConfig {
  const compiled = statement.compiled('postgres')
  const values: unknown[] = []
  bind(compiled, parameters, 'postgres', values)
  return { name: compiled.name, text: compiled.sql, values }
}

async function execute(ask: Ask, query: CompiledQuery): Promise<QueryResult<unknown>> {
  checkBound(query)
  const { command, rowCount, rows } = await ask({
    text: query.sql,
    values: query.parameters as unknown[],
  })
  return CHANGING.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
}
