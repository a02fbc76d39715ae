/** What Image asks of the places where the bytes of images lie. */

export interface ImageStore {
  /** What clients and the locations of images call it. */
  readonly id: string
  readonly description: string | undefined
  /** As Glance names kinds of stores: `file`, `s3`. */
  readonly type: string
  /** What administrators are shown of how it is configured; no secrets. */
  readonly properties: Readonly<Record<string, unknown>>
  /**
   * The address of an object, whether it is there or not.
   * @param object 1 to 200 letters, digits, `.`, `_`, `-`, of which the first is no sign
   */
  locationOf(object: string): string
  /**
   * Takes all of the bytes. The object is there, durable, once this resolves; before, and when it
   * rejects, nobody can read any of it. When it rejects nothing is left of it, unless the process dies
   * or the store is away: `delete` of its location removes what is left then.
   * @param object one that was never written before
   * @param expectedSize how many bytes are announced; there may be more or fewer
   * @throws StoreFailure, or what `chunks` throws
   */
  write(
    object: string,
    chunks: AsyncIterable<Uint8Array>,
    expectedSize?: number,
  ): Promise<StoredObject>
  /**
   * The bytes, opened when the first is asked for.
   * @param range all of it where left out
   * @param hold how long a chunk holds; it is the reader's to keep where left out
   * @throws StoreFailure
   */
  read(
    location: string,
    range?: StoredRange,
    signal?: AbortSignal,
    hold?: ChunkHold,
  ): AsyncIterable<Uint8Array>
  /**
   * Removes an object and what is left of one half written; one that is not there is removed
   * already.
   * @throws StoreFailure
   */
  delete(location: string): Promise<void>
  /** Bytes of an object; undefined where there is none. @throws StoreFailure */
  sizeOf(location: string): Promise<number | undefined>
  /** Bytes that it could still take; undefined where nobody knows. @throws StoreFailure */
  freeSpace(): Promise<number | undefined>
}

export interface StoredObject {
  readonly location: string
  /** In bytes. */
  readonly size: number
}

/**
 * How long the bytes of a chunk stay what they are: `kept` for good, or `until-next`, until the next chunk
 * is asked for, which lets a store use its memory again.
 */
export type ChunkHold = 'kept' | 'until-next'

/** Bytes from `start` to before `end`, counted from 0. */
export interface StoredRange {
  readonly start: number
  readonly end: number
}

/** The stores of a cloud, in the order of the configuration. */
export interface ImageStores {
  readonly all: readonly ImageStore[]
  /** Where images go that name none. */
  readonly default: ImageStore
  /** Where data waits to be imported. Clients do not see it. */
  readonly staging: ImageStore
  /** Undefined where there is none; the one for staging is not found. */
  named(id: string): ImageStore | undefined
  /** Removes what is not to outlive the process. */
  close(): Promise<void>
}

/**
 * `full`: no room is left. `refused`: the store does not let this program read or write. `away`: it does
 * not answer. `missing`: no object lies at the location, or the location is of another store.
 */
export type StoreFailureReason = 'full' | 'refused' | 'away' | 'missing'

export class StoreFailure extends Error {
  override name = 'StoreFailure'
  readonly reason: StoreFailureReason

  constructor(reason: StoreFailureReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export function notStored(location: string): StoreFailure {
  return new StoreFailure('missing', `nothing is stored at ${location}`)
}

const OBJECT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/

/** @throws Error where it could be taken for a path or a hidden file */
export function checkObject(object: string): string {
  if (!OBJECT.test(object)) throw new Error(`${JSON.stringify(object)} is no name of an object`)
  return object
}
