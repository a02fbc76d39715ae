import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { ProcessClock } from '../kernel/clock.ts'
import type { Database, Tx } from './database.ts'
import { DatabaseUnavailable, UnitEnded, UnitTooLong } from './errors.ts'
import { kyselyOn } from './kysely.ts'
import { SqliteConnection } from './sqlite-connection.ts'
import { Snapshot } from './sqlite-snapshot.ts'
import { SnapshotReads } from './sqlite-snapshots.ts'
import { ReadTx, SnapshotTx, WaitingReadTx, WriteTx } from './sqlite-tx.ts'
import { statement } from './statement.ts'
import type { Tables } from './tables.ts'

/** How many units share one commit at most; more would make the first of them wait too long. */
const UNITS_PER_COMMIT = 256

/**
 * Milliseconds. Everybody waits for the unit under way, so one that waits for something else, such
 * as a unit of its own in the same queue, must not be waited for for ever.
 */
const LONGEST_UNIT = 10_000

const PING = statement(() => sql<{ one: number }>`select 1 as one`)

/**
 * SQLite behind one writer. Units of work that arrive together run in one transaction, each inside
 * its own savepoint from its first change on, and are answered together after one commit: 32 clients
 * then wait for one flush of the disk instead of 32.
 */
export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite'
  readonly committed = { transactions: 0, units: 0 }
  readonly #writer: SqliteConnection
  readonly #reader: SqliteConnection
  readonly #writing: Kysely<Tables>
  readonly #readTx: Tx
  readonly #memory: boolean
  /** Undefined in memory, where reading waits for writing instead. */
  readonly #snapshot: Snapshot | undefined
  /** Undefined in memory, where the units wait in the queue of the writers instead. */
  readonly #snapshots: SnapshotReads | undefined
  readonly #begin: () => void
  readonly #commit: () => void
  readonly #rollback: () => void
  readonly #savepoint: () => void
  readonly #release: () => void
  readonly #rollbackTo: () => void
  readonly #clock: Pick<ProcessClock, 'setTimer'> | undefined
  #queue: Unit[] = []
  #unit: WriteTx | undefined
  #giveUpUnit: ((reason: Error) => void) | undefined
  /** Settles when the transaction under way has ended; undefined while there is none. */
  #transaction: Promise<void> | undefined
  #scheduled = false
  #closed = false

  /**
   * @param path of the file; `:memory:`; or the bytes of a database file that is no longer in WAL
   *   mode, for a database in memory that begins with what is in it
   * @param clock ends units that take too long; without one they are waited for
   */
  constructor(path: string | Buffer, clock?: Pick<ProcessClock, 'setTimer'>) {
    this.#clock = clock
    this.#memory = path === ':memory:' || typeof path !== 'string'
    this.#writer = new SqliteConnection(path, { reading: false })
    // A database in memory belongs to its connection, so its reader shares the handle and waits
    // while a transaction is open: it must not see what is not committed.
    this.#reader = new SqliteConnection(path, {
      reading: true,
      ...(this.#memory ? { share: this.#writer } : {}),
    })
    this.#writing = kyselyOn('sqlite', async (query) => {
      if (this.#unit === undefined) throw new UnitEnded()
      return this.#unit.execute(query)
    })
    this.#readTx = this.#memory
      ? new WaitingReadTx(this.#reader, () => this.#transaction)
      : new ReadTx(this.#reader, (this.#snapshot = new Snapshot(this.#reader)))
    this.#snapshots = typeof path !== 'string' || this.#memory ? undefined : new SnapshotReads(path)
    this.#begin = this.#writer.command('begin immediate')
    this.#commit = this.#writer.command('commit')
    this.#rollback = this.#writer.command('rollback')
    this.#savepoint = this.#writer.command('savepoint unit')
    this.#release = this.#writer.command('release unit')
    this.#rollbackTo = this.#writer.command('rollback to unit')
  }

  read<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new DatabaseUnavailable('the database is closed'))
    return unit(this.#readTx)
  }

  snapshot<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new DatabaseUnavailable('the database is closed'))
    return this.#snapshots?.run(unit) ?? this.#enqueue(unit, true)
  }

  write<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new DatabaseUnavailable('the database is closed'))
    return this.#enqueue(unit, false)
  }

  #enqueue<T>(work: (tx: Tx) => Promise<T>, reading: boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, reading, resolve: resolve as (value: unknown) => void, reject })
      this.#schedule()
    })
  }

  async ping(): Promise<void> {
    await this.read((tx) => tx.first(PING, {}))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    while (this.#queue.length > 0 || this.#transaction !== undefined) {
      await (this.#transaction ?? new Promise((resolve) => setImmediate(resolve)))
    }
    await this.#snapshots?.close()
    this.#snapshot?.end()
    if (!this.#memory) this.#reader.close()
    this.#writer.close()
  }

  /**
   * The transaction starts after the requests that came in together have queued their units, not
   * with the first of them: units only await SQLite, which never yields, so a transaction begun at
   * once would be over before the second request is read from its socket.
   */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      const transaction = this.#runTransaction().then(() => {
        this.#transaction = undefined
        this.#scheduled = false
        if (this.#queue.length > 0) this.#schedule()
      })
      this.#transaction = transaction
      this.#watch(transaction)
    })
  }

  /**
   * Units that keep to the rules are over before the loop turns, so that only others cost a timer,
   * and no unit of theirs outlives it.
   */
  #watch(transaction: Promise<void>): void {
    const clock = this.#clock
    if (clock === undefined) return
    setImmediate(() => {
      if (this.#transaction !== transaction) return
      const unit = this.#unit
      clock.setTimer(LONGEST_UNIT, () => {
        if (this.#transaction !== transaction) return
        if (this.#unit === unit) this.#giveUpUnit?.(new UnitTooLong(LONGEST_UNIT))
        this.#watch(transaction)
      })
    })
  }

  /** Never rejects: what fails is told to the units. */
  async #runTransaction(): Promise<void> {
    try {
      this.#begin()
    } catch (error) {
      const units = this.#queue
      this.#queue = []
      for (const unit of units) unit.reject(error)
      return
    }
    const done: Done[] = []
    while (done.length < UNITS_PER_COMMIT && this.#queue.length > 0) {
      const unit = this.#queue.shift()!
      const result = await this.#runUnit(unit)
      if (result) done.push(result)
      if (!this.#writer.inTransaction) break
    }
    this.#end(done)
  }

  async #runUnit(unit: Unit): Promise<Done | undefined> {
    let isSaved = false
    // Many units find nothing to change.
    const save = (): void => {
      if (!isSaved) this.#savepoint()
      isSaved = true
    }
    const tx = unit.reading
      ? new SnapshotTx(this.#reader, this.#writing)
      : new WriteTx(this.#writer, this.#writing, save)
    try {
      this.#unit = tx
      const value = await new Promise((resolve, reject) => {
        this.#giveUpUnit = reject
        unit.work(tx).then(resolve, reject)
      })
      tx.finish()
      if (isSaved) this.#release()
      return { unit, value, callbacks: tx.callbacks }
    } catch (error) {
      if (isSaved) this.#undoUnit()
      unit.reject(error)
      return undefined
    } finally {
      tx.close()
      this.#unit = undefined
      this.#giveUpUnit = undefined
    }
  }

  #undoUnit(): void {
    if (!this.#writer.inTransaction) return
    try {
      this.#rollbackTo()
      this.#release()
    } catch {
      // The connection is in trouble: give up the whole transaction, so that `#end` tells the
      // units before this one. That this fails too is told by the next BEGIN.
      this.#giveUp()
    }
  }

  #giveUp(): void {
    try {
      if (this.#writer.inTransaction) this.#rollback()
    } catch {
      // Nothing was committed, which is all that matters here.
    }
  }

  #end(done: readonly Done[]): void {
    try {
      if (!this.#writer.inTransaction) {
        throw new DatabaseUnavailable('SQLite rolled the shared transaction back')
      }
      this.#commit()
      this.#snapshot?.end()
      this.committed.transactions++
      this.committed.units += done.filter(({ unit }) => !unit.reading).length
    } catch (error) {
      this.#giveUp()
      for (const { unit } of done) unit.reject(error)
      return
    }
    for (const { unit, value, callbacks } of done) {
      for (const callback of callbacks) callback()
      unit.resolve(value)
    }
  }
}

interface Unit {
  work: (tx: Tx) => Promise<unknown>
  /** It only reads, and is here because a database in memory has one connection. */
  reading: boolean
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

interface Done {
  unit: Unit
  value: unknown
  callbacks: readonly (() => void)[]
}
