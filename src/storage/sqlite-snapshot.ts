import type { SqliteConnection } from './sqlite-connection.ts'

/**
 * One read transaction for all statements of one turn of the event loop. By itself each statement
 * takes and gives back SQLite's read lock, two system calls that cost more than finding a row.
 * A commit of ours ends the snapshot, so every statement still sees the latest commit; those of
 * other processes are seen from the next turn on, before any answer that could have told of them.
 */
export class Snapshot {
  readonly #begin: () => void
  readonly #commit: () => void
  readonly #atEndOfTurn = () => this.end()
  /** What shared statements have found, by their ids. */
  readonly #rows = new Map<number, unknown>()
  #open = false

  /** @param connection which only reads, and is used by nobody else */
  constructor(connection: SqliteConnection) {
    this.#begin = connection.command('begin')
    this.#commit = connection.command('commit')
  }

  /** Before each statement. */
  enter(): void {
    if (this.#open) return
    this.#begin()
    this.#open = true
    setImmediate(this.#atEndOfTurn)
  }

  /** The row of a shared statement, from `read` where it was not read in this snapshot. */
  shared<R>(id: number, read: () => R | undefined): R | undefined {
    this.enter()
    if (!this.#rows.has(id)) this.#rows.set(id, read())
    return this.#rows.get(id) as R | undefined
  }

  end(): void {
    if (!this.#open) return
    this.#open = false
    this.#rows.clear()
    this.#commit()
  }
}
