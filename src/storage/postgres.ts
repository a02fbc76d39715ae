import pg from 'pg'
import type { Database, Tx } from './database.ts'
import {
  ConnectionLost,
  DatabaseUnavailable,
  NoAnswer,
  ReadOnlyDatabase,
  ReadOnlyUnit,
  TransactionConflict,
  translate,
} from './errors.ts'
import { PostgresSnapshotTx, PostgresTx, PostgresWriteTx, type UnitTx } from './postgres-tx.ts'

export interface PostgresOptions {
  /** Connections at most, half of them for reading; 16 unless told. */
  poolSize?: number
}

/** How often a unit is run at most when others get in its way. */
const ATTEMPTS = 5

/**
 * Milliseconds. A server that does not answer must cost a request, not the whole process. The query
 * part of the database's URL overrides all but the first two, `?query_timeout=5000`, and the first
 * as libpq has it, in seconds: `?connect_timeout=2`.
 */
const LIMITS = {
  connectionTimeoutMillis: 5_000,
  idleTimeoutMillis: 30_000,
  statement_timeout: 30_000,
  // The server ends a statement itself unless it is gone, and then nobody else says so.
  query_timeout: 35_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 60_000,
}

/**
 * Workers that help with a statement and code compiled for it take tens of milliseconds to start. The
 * planner weighs them by its guess of all rows, and most of our statements end after a page of them.
 */
const PLANNING = '-c max_parallel_workers_per_gather=0 -c jit=off'

/** Repeatable read takes one snapshot for all statements; a read in it never fails to serialise. */
const BEGIN_SNAPSHOT = 'begin isolation level repeatable read, read only'

/** `pg` gives bigints, which is what count() and sum() yield, as text; our numbers fit a double. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/** PostgreSQL, READ COMMITTED, through two pools: a queue of writers must not hold up readers. */
export class PostgresDatabase implements Database {
  readonly dialect = 'postgres'
  readonly committed = { transactions: 0, units: 0 }
  readonly #writers: pg.Pool
  readonly #readers: pg.Pool
  readonly #readTx: Tx
  readonly #underWay = new Set<Promise<unknown>>()
  #closed: Promise<void> | undefined

  constructor(url: string, { poolSize = 16 }: PostgresOptions = {}) {
    const half = Math.max(1, Math.floor(poolSize / 2))
    this.#writers = openPool({ connectionString: url, max: half, options: PLANNING })
    this.#readers = openPool({
      connectionString: url,
      max: half,
      options: `${PLANNING} -c default_transaction_read_only=on`,
    })
    // Each statement of a read takes a connection for itself: a unit that waits for something else
    // then holds none, and a lost connection costs one statement, which can simply be sent again.
    this.#readTx = new PostgresTx((config) =>
      this.#on(this.#readers, (client) => askReading(client, config)),
    )
  }

  read<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    return unit(this.#readTx)
  }

  snapshot<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#on(this.#readers, async (client) => {
      const tx = new PostgresSnapshotTx((config) => askReading(client, config))
      const value = await runUnit(client, tx, BEGIN_SNAPSHOT, unit)
      await ask(client, { text: 'commit' })
      return value
    })
  }

  write<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#on(this.#writers, async (client) => {
      const value = await transact(client, unit)
      this.committed.transactions++
      this.committed.units++
      return value
    })
  }

  async ping(): Promise<void> {
    await this.#on(this.#readers, (client) => ask(client, { text: 'select 1' }))
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  async #close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
    await Promise.all([this.#writers.end(), this.#readers.end()])
  }

  async #on<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    if (this.#closed) throw new DatabaseUnavailable('the database is closed')
    const result = repeatedly(pool, work)
    this.#underWay.add(result)
    try {
      return await result
    } finally {
      this.#underWay.delete(result)
    }
  }
}

function openPool(config: pg.PoolConfig & { connectionString: string }): pg.Pool {
  const connecting = Number(/[?&]connect_timeout=(\d+)/.exec(config.connectionString)?.[1] ?? 0)
  const pool = new pg.Pool({
    application_name: 'stackling',
    keepAlive: true,
    types,
    ...LIMITS,
    ...(connecting > 0 && { connectionTimeoutMillis: connecting * 1000 }),
    ...config,
  })
  // A connection that the server closes says so here, idle or not; unheard, it would end the
  // process. The query under way gets the error too, and the pool replaces the connection.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Runs `work` on a connection, and again where it cannot have left anything behind. */
async function repeatedly<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await connect(pool)
    let lost = false
    try {
      return await work(client)
    } catch (error) {
      lost = isLost(error)
      if (attempt >= attemptsAfter(error, pool)) throw error
    } finally {
      client.release(lost)
    }
  }
}

function isLost(error: unknown): boolean {
  return (
    error instanceof ConnectionLost || error instanceof CommitUnknown || error instanceof NoAnswer
  )
}

/** What a server left when it restarted may be every connection of the pool, and then a new one. */
function attemptsAfter(error: unknown, pool: pg.Pool): number {
  if (error instanceof ConnectionLost) return pool.options.max + 1
  return error instanceof TransactionConflict ? ATTEMPTS : 1
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw translate(error)
  }
}

/** The connection was lost after COMMIT was sent: nobody knows whether it happened. */
class CommitUnknown extends DatabaseUnavailable {
  override name = 'CommitUnknown'
}

async function transact<T>(client: pg.PoolClient, unit: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = new PostgresWriteTx((config) => ask(client, config))
  const value = await runUnit(client, tx, 'begin', unit)
  await commit(client)
  for (const callback of tx.callbacks) callback()
  return value
}

/** Runs `unit` in a transaction and leaves that open; undoes it where the unit fails. */
async function runUnit<T>(
  client: pg.PoolClient,
  tx: UnitTx,
  begin: string,
  unit: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    await ask(client, { text: begin })
    const value = await unit(tx)
    await tx.finish()
    return value
  } catch (error) {
    throw await abandon(client, tx, error)
  }
}

/** Undoes what the unit did and returns what to throw. */
async function abandon(client: pg.PoolClient, tx: UnitTx, error: unknown): Promise<unknown> {
  const failure: unknown = await tx.finish().catch((reason: unknown) => reason)
  // The server undoes it then, and whatever the unit made of the error, this is why it failed.
  const lost = [error, failure].find(isLost)
  if (lost !== undefined) return lost
  // Where this fails, the connection is gone, and the transaction with it.
  await ask(client, { text: 'rollback' }).catch(() => {})
  return error
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    await ask(client, { text: 'commit' })
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error
    throw new CommitUnknown(`lost while committing: ${error.message}`, { cause: error })
  }
}

async function ask(client: pg.PoolClient, config: pg.QueryConfig): Promise<pg.QueryResult> {
  try {
    return await client.query(config)
  } catch (error) {
    throw translate(error)
  }
}

async function askReading(client: pg.PoolClient, config: pg.QueryConfig): Promise<pg.QueryResult> {
  try {
    return await ask(client, config)
  } catch (error) {
    throw error instanceof ReadOnlyDatabase ? new ReadOnlyUnit(config.text) : error
  }
}
