/** Writing what comes to a file, while more comes. */
import type { FileHandle } from 'node:fs/promises'

/** Bytes that may wait while others are being written. */
const WAITING_MAX = 4 * 1024 * 1024

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
  #endsInHole = false

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
    if (this.#endsInHole && this.#failure === undefined) await this.#file.truncate(this.#size)
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

  /** Zeros are left out, so that nothing is kept of a disk that is nearly empty. */
  async #write(batch: readonly Uint8Array[]): Promise<void> {
    for (let at = 0; at < batch.length;) {
      if (isHole(batch[at]!)) {
        this.#size += batch[at]!.length
        this.#endsInHole = true
        at += 1
        continue
      }
      const next = batch.findIndex((chunk, index) => index > at && isHole(chunk))
      const end = next === -1 ? batch.length : next
      await this.#append(batch.slice(at, end))
      this.#endsInHole = false
      at = end
    }
  }

  async #append(chunks: readonly Uint8Array[]): Promise<void> {
    let rest = chunks
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

const ZEROS = Buffer.alloc(1024 * 1024)
/** Shorter ones are written with what is around them. */
const HOLE_MIN = 64 * 1024

function isHole(chunk: Uint8Array): boolean {
  if (chunk.length < HOLE_MIN || chunk[0] !== 0 || chunk.at(-1) !== 0) return false
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length)
    if (!part.equals(ZEROS.subarray(0, part.length))) return false
  }
  return true
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
