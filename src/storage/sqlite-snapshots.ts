import type { Kysely } from 'kysely'
import type { Tx } from './database.ts'
import { UnitEnded } from './errors.ts'
import { kyselyOn } from './kysely.ts'
import { SqliteConnection } from './sqlite-connection.ts'
import { SnapshotTx } from './sqlite-tx.ts'
import type { Tables } from './tables.ts'

/** Connections at most. Units are short, so that more would only hold more memory. */
const CONNECTIONS_MAX = 4

/**
 * Runs units whose statements must see one state, each in a read transaction on a connection that
 * it has to itself: on the connection that all other reads share, the transaction would hide later
 * commits from them. Connections are opened when they are first needed, and kept.
 */
export class SnapshotReads {
  readonly #path: string
  readonly #idle: SnapshotReader[] = []
  readonly #waiting: ((reader: SnapshotReader) => void)[] = []
  readonly #underWay = new Set<Promise<unknown>>()
  #opened = 0

  /** @param path of a file that is a database already */
  constructor(path: string) {
    this.#path = path
  }

  async run<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    const result = this.#run(unit)
    this.#underWay.add(result)
    try {
      return await result
    } finally {
      this.#underWay.delete(result)
    }
  }

  /** Waits for the units under way. */
  async close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
    for (const reader of this.#idle) reader.close()
  }

  async #run<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    const reader = await this.#take()
    try {
      return await reader.run(unit)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(reader)
      else next(reader)
    }
  }

  #take(): SnapshotReader | Promise<SnapshotReader> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#opened === CONNECTIONS_MAX) {
      return new Promise((resolve) => this.#waiting.push(resolve))
    }
    const reader = new SnapshotReader(new SqliteConnection(this.#path, { reading: true }))
    this.#opened++
    return reader
  }
}

class SnapshotReader {
  readonly #connection: SqliteConnection
  readonly #db: Kysely<Tables>
  readonly #begin: () => void
  readonly #end: () => void
  #unit: SnapshotTx | undefined

  constructor(connection: SqliteConnection) {
    this.#connection = connection
    this.#begin = connection.command('begin')
    this.#end = connection.command('rollback')
    this.#db = kyselyOn('sqlite', async (query) => {
      if (this.#unit === undefined) throw new UnitEnded()
      return this.#unit.execute(query)
    })
  }

  async run<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = new SnapshotTx(this.#connection, this.#db)
    this.#begin()
    this.#unit = tx
    try {
      const value = await unit(tx)
      tx.finish()
      return value
    } finally {
      tx.close()
      this.#unit = undefined
      if (this.#connection.inTransaction) this.#end()
    }
  }

  close(): void {
    this.#connection.close()
  }
}
