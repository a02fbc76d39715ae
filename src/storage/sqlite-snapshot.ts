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

  end(): void {
    if (!this.#open) return
    this.#open = false
    this.#commit()
  }
}
