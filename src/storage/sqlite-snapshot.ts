import type { Statement } from './database.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

/** How many rows are remembered at most. */
const REMEMBERED_MAX = 1024

/**
 * One read transaction for all statements of one turn of the event loop. By itself each statement
 * takes and gives back SQLite's read lock, two system calls that cost more than finding a row.
 * A commit of ours ends the snapshot, so every statement still sees the latest commit; those of
 * other processes are seen from the next turn on, before any answer that could have told of them.
 */
export class Snapshot {
  readonly #begin: () => void
  readonly #commit: () => void
  readonly #dataVersion: () => unknown
  readonly #atEndOfTurn = () => this.end()
  /** What remembered statements have found in this version of the data, by their ids. */
  readonly #rows = new Map<number, Map<string, unknown>>()
  #remembered = 0
  /** Another one after each commit of others, our writer among them. */
  #version: unknown
  #open = false

  /** @param connection which only reads, and is used by nobody else */
  constructor(connection: SqliteConnection) {
    this.#begin = connection.command('begin')
    this.#commit = connection.command('commit')
    this.#dataVersion = connection.value('pragma data_version')
  }

  /** Before each statement. */
  enter(): void {
    if (this.#open) return
    this.#begin()
    this.#open = true
    setImmediate(this.#atEndOfTurn)
    const version = this.#dataVersion()
    if (version === this.#version) return
    this.#version = version
    this.#forget()
  }

  /** The row of a remembered statement, from `find` where it is not known in this version. */
  remembered<R>({ id: of }: Statement<never, R>, id: string, find: () => R | undefined) {
    this.enter()
    let rows = this.#rows.get(of)
    const known = rows?.get(id) as R | undefined
    if (known !== undefined) return known
    const found = find()
    if (found === undefined) return undefined
    if (this.#remembered === REMEMBERED_MAX) this.#forget()
    if (rows === undefined || this.#remembered === 0) this.#rows.set(of, (rows = new Map()))
    rows.set(id, frozen(found))
    this.#remembered++
    return found
  }

  end(): void {
    if (!this.#open) return
    this.#open = false
    this.#commit()
  }

  #forget(): void {
    this.#rows.clear()
    this.#remembered = 0
  }
}

/** With all that is in it. */
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const name in value) frozen(value[name as keyof typeof value])
  return Object.freeze(value)
}
