/**
 * Writes lines to a file descriptor in the background, those of a moment together: a write costs
 * more than many lines. It is never waited for, as even a file makes its writer wait while the file
 * system commits what the database has just flushed.
 */
import { write, writeSync } from 'node:fs'
import type { ProcessClock } from '../kernel/clock.ts'

/** Bytes of one write. */
const PIECE = 2 ** 17
/** Milliseconds from one write to the next. After them, a line is written when its turn ends. */
const INTERVAL = 4
/** Milliseconds until a reader that was slow is asked again. */
const PAUSE = 50

const ENCODER = new TextEncoder()

export class LineWriter {
  readonly #fd: number
  readonly #clock: Pick<ProcessClock, 'setTimer'>
  /** Used again and again: buffers that come and go are what makes a process grow. */
  readonly #bytes = new Uint8Array(PIECE)
  /** What is left in `#bytes`, while a write is under way. */
  #from = 0
  #to = 0
  #lines: string[] = []
  #writing = false
  #scheduled = false
  readonly #endOfTurn = (): void => {
    this.#scheduled = false
    if (!this.#writing) this.#writeNext()
  }

  constructor(fd: number, clock: Pick<ProcessClock, 'setTimer'>) {
    this.#fd = fd
    this.#clock = clock
  }

  /** @param line with its end */
  write(line: string): void {
    this.#lines.push(line)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#endOfTurn)
  }

  /** Writes what waits before it returns, but for what is being written already. */
  flush(): void {
    while (this.#lines.length > 0) {
      const bytes = Buffer.from(this.#taken())
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at)
      } catch {
        // Nothing is left to tell it to.
        return
      }
    }
  }

  #taken(): string {
    const text = this.#lines.join('')
    this.#lines = []
    return text
  }

  #writeNext(): void {
    this.#writing = this.#lines.length > 0
    if (!this.#writing) return
    const text = this.#taken()
    const { read, written } = ENCODER.encodeInto(text, this.#bytes)
    if (read < text.length) this.#lines.unshift(text.slice(read))
    this.#from = 0
    this.#to = written
    this.#writeRest()
  }

  #writeRest(): void {
    write(this.#fd, this.#bytes, this.#from, this.#to - this.#from, null, this.#written)
  }

  readonly #written = (error: NodeJS.ErrnoException | null, count: number): void => {
    if (error?.code === 'EAGAIN') {
      this.#clock.setTimer(PAUSE, () => this.#writeRest())
      return
    }
    // A full disk, or a reader that has left, costs these lines and nothing else.
    this.#from = error === null ? this.#from + count : this.#to
    if (this.#from < this.#to) this.#writeRest()
    // What did not fit waits no longer.
    else if (this.#to > PIECE / 2) this.#writeNext()
    else this.#clock.setTimer(INTERVAL, () => this.#writeNext())
  }
}
