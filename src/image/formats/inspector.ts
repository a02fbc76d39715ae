/** How a format is recognised in bytes that stream by, and what is kept of them meanwhile. */

/** Bytes from `offset` of the stream; those before the last ones that were wanted are gone. */
export interface Part {
  readonly offset: number
  readonly length: number
}

/** The last bytes of the stream. */
export interface Tail {
  readonly last: number
}

/** What an inspector has found out; also of data that are not of its format. */
export interface Finding {
  readonly matches: boolean
  /** In bytes, as the headers say; 0 where they do not. */
  readonly virtualSize: bigint
  /** Names of the checks that failed, by which the data might do harm; as in oslo.utils. */
  readonly violations: readonly string[]
  /** The data end before what tells whether they are safe. */
  readonly isCut?: boolean
}

/**
 * Asks for bytes and gets them, fewer where the stream ends or they are gone. Each wants a bounded number,
 * whatever the bytes say.
 */
export type Inspector = () => Generator<Part | Tail, Finding, Buffer>

export const NO_MATCH: Finding = { matches: false, virtualSize: 0n, violations: [] }

/** Feeds one inspector. */
export class Feed {
  readonly #inspecting: Generator<Part | Tail, Finding, Buffer>
  #wanted: Part | Tail | undefined
  #kept: Buffer[] = []
  #keptBytes = 0
  #finding: Finding | undefined

  constructor(inspector: Inspector) {
    this.#inspecting = inspector()
    this.#turn(this.#inspecting.next())
  }

  /** It wants no more bytes. */
  get isDone(): boolean {
    return this.#finding !== undefined
  }

  /** @param at where in the stream the chunk begins */
  add(chunk: Buffer, at: number): void {
    while (this.#wanted !== undefined) {
      if ('last' in this.#wanted) return this.#keepLast(chunk, this.#wanted.last)
      const from = this.#wanted.offset + this.#keptBytes - at
      if (from < 0) this.#give()
      else {
        const missing = this.#wanted.length - this.#keptBytes
        if (from < chunk.length) this.#keep(chunk.subarray(from, from + missing))
        if (this.#keptBytes < this.#wanted.length) return
        this.#give()
      }
    }
  }

  /** There are no more bytes. */
  end(): Finding {
    while (this.#finding === undefined) this.#give()
    return this.#finding
  }

  /** A copy, since the chunk is somebody else's. */
  #keep(bytes: Buffer): void {
    this.#kept.push(Buffer.from(bytes))
    this.#keptBytes += bytes.length
  }

  #keepLast(chunk: Buffer, length: number): void {
    const before = Buffer.concat(this.#kept)
    const last = chunk.subarray(-length)
    this.#kept = []
    this.#keptBytes = 0
    if (last.length < length) this.#keep(before.subarray(-(length - last.length)))
    this.#keep(last)
  }

  #give(): void {
    const [only] = this.#kept
    const bytes = this.#kept.length === 1 ? only! : Buffer.concat(this.#kept)
    this.#kept = []
    this.#keptBytes = 0
    this.#turn(this.#inspecting.next(bytes))
  }

  #turn({ done, value }: IteratorResult<Part | Tail, Finding>): void {
    this.#wanted = done === true ? undefined : value
    this.#finding = done === true ? value : undefined
  }
}
