/** Writing what comes to a file, while more comes. */
import type { FileHandle } from 'node:fs/promises'

/** Bytes that may wait while others are being written. */
const WAITING_MAX = 1024 * 1024

/**
 * Bytes after which the system is asked to begin writing to the disk, so that the end does not wait for
 * all of them, and the memory that holds them is not the machine's.
 */
const FLUSH_EVERY = 32 * 1024 * 1024

/**
 * Writes all of it from the start of the file. What comes while a write is under way is the next one, in
 * one piece; of a source that has stopped nothing is held.
 * @returns how many bytes there were
 * @throws what `chunks` or the file system throws; then nothing is being written any more
 */
export async function appendAll(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const writer = new Writer(file)
  try {
    for await (const chunk of chunks) await writer.add(chunk)
  } finally {
    await writer.end()
  }
  return writer.finished()
}

class Writer {
  readonly #file: FileHandle
  /** What came while a write was under way. */
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #size = 0
  #flushed = 0
  #turn: Promise<void> | undefined
  #writing: Promise<void> | undefined
  #flushing: Promise<void> | undefined
  #failure: Error | undefined

  constructor(file: FileHandle) {
    this.#file = file
  }

  /** Resolves when there is room for more. */
  async add(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
    this.#writing ??= this.#writeWaiting()
    if (this.#waitingBytes >= WAITING_MAX) await this.#turn
    this.#check()
  }

  /** Resolves when nothing is under way, well or not. */
  async end(): Promise<void> {
    await this.#writing
    await this.#flushing
  }

  /** @throws what went wrong */
  finished(): number {
    this.#check()
    return this.#size
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Never rejects. */
  async #writeWaiting(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && this.#failure === undefined) {
        const batch = this.#waiting
        this.#waiting = []
        this.#waitingBytes = 0
        this.#turn = this.#write(batch)
        await this.#turn
        if (this.#size - this.#flushed >= FLUSH_EVERY) this.#flush()
      }
    } catch (error) {
      this.#failure ??= error as Error
    }
    this.#writing = undefined
  }

  async #write(batch: readonly Uint8Array[]): Promise<void> {
    let rest = batch
    while (rest.length > 0) {
      const { bytesWritten } = await this.#file.writev(rest, this.#size)
      this.#size += bytesWritten
      rest = after(rest, bytesWritten)
    }
  }

  /** One at a time; what it finds wrong the sync at the end finds, too. */
  #flush(): void {
    if (this.#flushing !== undefined) return
    this.#flushed = this.#size
    this.#flushing = this.#file
      .datasync()
      .catch((error: Error) => {
        this.#failure ??= error
      })
      .finally(() => {
        this.#flushing = undefined
      })
  }
}

/** What is left of the chunks when so many bytes of them are written. */
function after(chunks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes
  const index = chunks.findIndex((chunk) => {
    if (left < chunk.length) return true
    left -= chunk.length
    return false
  })
  if (index === -1) return []
  return [chunks[index]!.subarray(left), ...chunks.slice(index + 1)]
}
