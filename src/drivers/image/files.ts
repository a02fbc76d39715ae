/** Bytes of images as files of one directory. */
import { constants } from 'node:fs'
import { mkdir, open, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { appendAll } from './appending.ts'
import {
  checkObject,
  notStored,
  StoreFailure,
  type ChunkHold,
  type ImageStore,
  type StoredObject,
  type StoredRange,
} from './interface.ts'

export interface FileStoreOptions {
  readonly id: string
  readonly description?: string | undefined
  /** Made when it is first needed, for this user alone. */
  readonly directory: string
}

/** Bytes that are read at a time. */
const CHUNK = 256 * 1024

/** Of what is being written: on the same file system, and never mistaken for an object. */
const UNFINISHED = '.unfinished'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants

/**
 * An object is written aside, made durable, and renamed into place; then the directory is made
 * durable. Objects have their names once, so nothing is ever written over.
 */
export class FileStore implements ImageStore {
  readonly type = 'file'
  readonly id: string
  readonly description: string | undefined
  readonly properties: Readonly<Record<string, unknown>>
  readonly #directory: string

  constructor({ id, description, directory }: FileStoreOptions) {
    this.id = id
    this.description = description
    this.#directory = resolve(directory)
    this.properties = { data_dir: this.#directory, chunk_size: CHUNK, thin_provisioning: true }
  }

  locationOf(object: string): string {
    return pathToFileURL(join(this.#directory, checkObject(object))).href
  }

  async write(
    object: string,
    chunks: AsyncIterable<Uint8Array>,
    expectedSize = 0,
  ): Promise<StoredObject> {
    const location = this.locationOf(object)
    const [path, aside] = this.#pathsAt(location)
    try {
      await makeDirectory(dirname(aside))
      await this.#refuseLonger(expectedSize)
      const file = await open(aside, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600)
      try {
        const size = await writeAndSync(file, chunks)
        await rename(aside, path)
        await syncDirectory(this.#directory)
        return { location, size }
      } catch (error) {
        await this.delete(location).catch(() => {})
        throw error
      }
    } catch (error) {
      throw inOurTerms(error)
    }
  }

  async *read(
    location: string,
    range?: StoredRange,
    signal?: AbortSignal,
    hold: ChunkHold = 'kept',
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const [path] = this.#pathsAt(location)
    const file = await open(path, O_RDONLY | O_NOFOLLOW).catch((error: unknown) => {
      throw codeOf(error) === 'ENOENT' ? notStored(location) : inOurTerms(error)
    })
    const end = range?.end ?? Infinity
    const memory = memoryFor(hold)
    const chunkAt = async (at: number): Promise<Buffer> => {
      const length = Math.max(0, Math.min(CHUNK, end - at))
      const { bytesRead, buffer } = await file.read(memory(length), 0, length, at)
      return buffer.subarray(0, bytesRead)
    }
    /** A failure waits until somebody asks for the chunk. */
    const readAt = (at: number): Promise<Buffer> => {
      const reading = chunkAt(at)
      reading.catch(() => {})
      return reading
    }
    let at = range?.start ?? 0
    let next = readAt(at)
    try {
      for (;;) {
        const chunk = await next
        signal?.throwIfAborted()
        if (chunk.length === 0) return
        at += chunk.length
        // Read while the reader has this one.
        next = readAt(at)
        yield chunk
      }
    } finally {
      await next.catch(() => {})
      await file.close()
    }
  }

  async delete(location: string): Promise<void> {
    try {
      for (const path of this.#pathsAt(location)) await rm(path, { force: true })
    } catch (error) {
      throw inOurTerms(error)
    }
  }

  async sizeOf(location: string): Promise<number | undefined> {
    try {
      return (await stat(this.#pathsAt(location)[0])).size
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw inOurTerms(error)
    }
  }

  async freeSpace(): Promise<number> {
    await makeDirectory(this.#directory)
    const { bavail, bsize } = await statfs(this.#directory)
    return bavail * bsize
  }

  /** What does not fit is refused before it comes. */
  async #refuseLonger(expectedSize: number): Promise<void> {
    if (expectedSize === 0) return
    const free = await this.freeSpace()
    if (expectedSize <= free) return
    throw new StoreFailure('full', `${free} bytes are free, ${expectedSize} are announced`)
  }

  /**
   * Where an object lies, and where it is written.
   * @throws StoreFailure where the location is not one that this store gives
   */
  #pathsAt(location: string): [path: string, aside: string] {
    const object = URL.canParse(location) ? objectIn(location, this.#directory) : undefined
    if (object === undefined) throw notStored(location)
    return [join(this.#directory, object), join(this.#directory, UNFINISHED, object)]
  }
}

/**
 * Memory for one chunk after the other. New memory for each is expensive: it lies outside the heap, and
 * the garbage collector goes through all of the heap again and again to be rid of it.
 */
function memoryFor(hold: ChunkHold): (length: number) => Buffer {
  if (hold === 'kept') return (length) => Buffer.allocUnsafeSlow(length)
  // The reader has one while the other is filled.
  const both: (Buffer | undefined)[] = [undefined, undefined]
  let turn = 0
  return (length) => {
    turn = 1 - turn
    const buffer = (both[turn] ??= Buffer.allocUnsafeSlow(CHUNK))
    return buffer.subarray(0, length)
  }
}

/** What comes after the directory, if that is an object's name and no way out of the directory. */
function objectIn(location: string, directory: string): string | undefined {
  try {
    const object = fileURLToPath(location).slice(directory.length + 1)
    return pathToFileURL(join(directory, checkObject(object))).href === location
      ? object
      : undefined
  } catch {
    return undefined
  }
}

async function writeAndSync(file: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  try {
    const size = await appendAll(file, chunks)
    await file.sync()
    return size
  } finally {
    await file.close()
  }
}

/** For this user alone, and durable with all those above that it had to make. */
async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = directory; made.length >= first.length; made = dirname(made)) {
    await syncDirectory(dirname(made))
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows has no handles of directories, and needs none.
  if (process.platform === 'win32') return
  const handle = await open(directory, O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

/** EFBIG is a limit on the size of files, set by the system or the operator. */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG']
const REFUSED: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'ELOOP']

function inOurTerms(error: unknown): unknown {
  const code = codeOf(error)
  const { message } = error as Error
  if (FULL.includes(code)) return new StoreFailure('full', message, { cause: error })
  if (REFUSED.includes(code)) return new StoreFailure('refused', message, { cause: error })
  return error
}
