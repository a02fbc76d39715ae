/**
 * The file of audit records: a line each, appended, for nobody else to read. A full disk stops
 * nothing but the file: lines wait in memory, as many as fit, and the log says loudly that they do.
 */
import { closeSync, fchmodSync, fstatSync, openSync, write, type PathLike } from 'node:fs'
import { promisify } from 'node:util'
import type { ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'

/** Bytes that may wait in memory. */
const ROOM = 8 * 2 ** 20
/** Bytes to write at once, so that a busy file is not written line by line. */
const PIECE = 2 ** 16
/** Milliseconds between two tries, while the file cannot be written. */
const PAUSE = 1_000

const writeTo = promisify(write)

export interface AuditFileParts {
  readonly path: PathLike
  readonly log: Log
  readonly clock: Pick<ProcessClock, 'setTimer'>
  readonly room?: number
}

export class AuditFile {
  readonly #parts: AuditFileParts
  #fd: number
  /** Whole lines; of the first piece `#written` bytes are in the file. */
  #pieces: Buffer[] = []
  #waiting = 0
  #written = 0
  #lost = 0
  #failed = false
  #closed = false
  #running = false
  #pump: Promise<void> | undefined

  /** @throws where the file cannot be opened for writing */
  constructor(parts: AuditFileParts) {
    this.#parts = parts
    this.#fd = openForOwner(parts.path)
  }

  /** @param line with its end */
  write(line: string): void {
    const bytes = Buffer.from(line)
    if (this.#waiting + bytes.length > (this.#parts.room ?? ROOM)) {
      if (this.#lost++ === 0) this.#complain('records are lost: too many wait for the audit file')
      return
    }
    this.#waiting += bytes.length
    this.#pieces.push(bytes)
    if (!this.#failed) this.#go()
  }

  /** Opens the path again, because what lies there was moved away. */
  async reopen(): Promise<void> {
    await this.#pump
    const before = this.#fd
    try {
      this.#fd = openForOwner(this.#parts.path)
    } catch (err) {
      this.#parts.log.error({ err }, 'the audit file stays the one that was open')
      return
    }
    closeSync(before)
    // A line that was begun in the old file stands in the new one whole.
    this.#written = 0
    this.#go()
  }

  /** Writes what waits, if it can be written, and closes the file. */
  async close(): Promise<void> {
    await this.#pump
    if (this.#failed) await this.#run()
    this.#closed = true
    if (this.#waiting > 0) {
      this.#complain(`${this.#waiting} bytes of audit records were never written`)
    }
    closeSync(this.#fd)
  }

  #go(): void {
    if (this.#closed || this.#running) return
    this.#pump = this.#run()
  }

  async #run(): Promise<void> {
    this.#running = true
    try {
      // What comes in the same turn of the event loop goes out with it.
      await new Promise((resolve) => setImmediate(resolve))
      while (this.#pieces.length > 0 && (await this.#writeSome()));
    } finally {
      // With no turn between the last look and this, or a line would be left lying.
      this.#running = false
    }
  }

  /** @returns false where nothing can be written */
  async #writeSome(): Promise<boolean> {
    const piece = this.#join()
    try {
      const { bytesWritten } = await writeTo(this.#fd, piece, this.#written)
      this.#written += bytesWritten
    } catch (err) {
      this.#fail(err)
      return false
    }
    if (this.#written < piece.length) return true
    this.#waiting -= piece.length
    this.#written = 0
    this.#pieces.shift()
    this.#recover()
    return true
  }

  /** The first piece, made larger by those that follow it unless it is begun. */
  #join(): Buffer {
    if (this.#written > 0 || this.#pieces.length === 1) return this.#pieces[0]!
    let [count, size] = [0, 0]
    while (count < this.#pieces.length && (count === 0 || size < PIECE)) {
      size += this.#pieces[count++]!.length
    }
    const joined = Buffer.concat(this.#pieces.slice(0, count))
    this.#pieces.splice(0, count, joined)
    return joined
  }

  #fail(err: unknown): void {
    if (!this.#failed) this.#complain('the audit file cannot be written; its records wait', err)
    this.#failed = true
    this.#parts.clock.setTimer(PAUSE, () => this.#go())
  }

  #recover(): void {
    if (!this.#failed && this.#lost === 0) return
    this.#parts.log.warn({ lost: this.#lost }, 'the audit file is written again')
    this.#failed = false
    this.#lost = 0
  }

  #complain(message: string, err?: unknown): void {
    this.#parts.log.error({ file: String(this.#parts.path), ...(err ? { err } : {}) }, message)
  }
}

function openForOwner(path: PathLike): number {
  const fd = openSync(path, 'a', 0o600)
  if (fstatSync(fd).isFile()) fchmodSync(fd, 0o600)
  return fd
}
