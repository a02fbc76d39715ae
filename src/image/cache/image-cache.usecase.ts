/**
 * Copies of images on this node, for stores that are far away. What it says is cached is there: what
 * is not found any more is forgotten.
 */
import type { ImageStore, ImageStores } from '../../drivers/image/interface.ts'
import { isoTime, type CloudClock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/context.ts'
import type { Database } from '../../storage/database.ts'
import { findImage } from '../images/images.store.ts'
import {
  countHit,
  entriesOf,
  findEntry,
  insertQueued,
  markCached,
  removeEntries,
  type CacheEntry,
} from './cache.store.ts'

export interface CacheParts {
  readonly database: Database
  readonly clock: CloudClock
  readonly log: Log
  /** Where the bytes are. */
  readonly stores: ImageStores
  /** Where the copies go. */
  readonly store: ImageStore
  /** Tells this node from others that share the database. */
  readonly node: string
  /** Bytes that remain after `prune`. */
  readonly maxSize: number
}

export interface Pruned {
  readonly files: number
  readonly bytes: number
}

export class ImageCache {
  readonly #parts: CacheParts
  readonly #end = new AbortController()
  #filling: Promise<void> | undefined
  #again = false

  constructor(parts: CacheParts) {
    this.#parts = parts
  }

  /** What is cached and what is to be, in the order in which it was asked for. */
  async entries(): Promise<{ cached: CacheEntry[]; queued: string[] }> {
    const all = await this.#all()
    const cached = all.filter(({ state }) => state === 'cached')
    const there = await Promise.all(cached.map((entry) => this.#isThere(entry)))
    await this.#forget(cached.filter((_, i) => !there[i]))
    return {
      cached: cached.filter((_, i) => there[i]),
      queued: all.flatMap(({ state, image_id: id }) => (state === 'queued' ? [id] : [])),
    }
  }

  async has(imageId: string): Promise<boolean> {
    return (await this.#find(imageId)) !== undefined
  }

  /** Has a copy made, soon. */
  async queue(imageId: string): Promise<void> {
    const { database, clock, node } = this.#parts
    await database.write((tx) => insertQueued(tx, node, imageId, clock.isoNow()))
    this.fill()
  }

  /** The copy of an image, if there is one; a chunk holds until the next is asked for. */
  async read(
    imageId: string,
    signal?: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const { database, clock, store } = this.#parts
    const entry = await this.#find(imageId)
    if (entry?.state !== 'cached') return undefined
    if (!(await this.#isThere(entry))) {
      await this.#forget([entry])
      return undefined
    }
    await database.write((tx) => countHit(tx, entry.serial, clock.isoNow()))
    return store.read(store.locationOf(imageId), undefined, signal, 'until-next')
  }

  async remove(imageId: string): Promise<void> {
    const entry = await this.#find(imageId)
    if (entry !== undefined) await this.#forget([entry])
  }

  /** The same for an image that is gone; never fails. */
  drop(imageId: string): void {
    this.remove(imageId).catch((err: unknown) => {
      this.#parts.log.warn({ err, image: imageId }, 'a copy stays in the cache')
    })
  }

  async clear(state: 'queued' | 'cached'): Promise<number> {
    const entries = (await this.#all()).filter((entry) => entry.state === state)
    await this.#forget(entries)
    return entries.length
  }

  /** Removes what was read longest ago, until the rest is no more than allowed. */
  async prune(): Promise<Pruned> {
    const { cached } = await this.entries()
    let left = cached.reduce((sum, { size }) => sum + (size ?? 0), 0)
    const oldest = cached.toSorted((a, b) => (a.read_at < b.read_at ? -1 : 1))
    const pruned = oldest.filter(({ size }) => {
      if (left <= this.#parts.maxSize) return false
      left -= size ?? 0
      return true
    })
    await this.#forget(pruned)
    const bytes = pruned.reduce((sum, { size }) => sum + (size ?? 0), 0)
    return { files: pruned.length, bytes }
  }

  /** Makes the copies that are asked for, one after the other, in the background. */
  fill(): void {
    if (this.#end.signal.aborted) return
    if (this.#filling !== undefined) {
      this.#again = true
      return
    }
    this.#filling = this.#fillAll().finally(() => {
      this.#filling = undefined
      if (this.#again) {
        this.#again = false
        this.fill()
      }
    })
  }

  /** Resolves when nothing is being copied. */
  async idle(): Promise<void> {
    while (this.#filling !== undefined) await this.#filling
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await this.#filling
  }

  async #fillAll(): Promise<void> {
    const { log } = this.#parts
    try {
      for (const entry of await this.#all()) {
        if (entry.state === 'queued' && !this.#end.signal.aborted) await this.#copy(entry)
      }
    } catch (err) {
      log.warn({ err }, 'cannot cache images')
    }
  }

  async #copy(entry: CacheEntry): Promise<void> {
    const { database, clock, log, store, stores } = this.#parts
    const { image_id: id, serial } = entry
    const image = await database.read((tx) => findImage(tx, id))
    const [from] = image?.status === 'active' ? image.locations : []
    const source = from && stores.named(from.store)
    if (source === undefined) return this.#forget([entry])
    const location = store.locationOf(id)
    try {
      await store.delete(location)
      const { size } = await store.write(id, source.read(from!.url, undefined, this.#end.signal))
      const at = isoTime(clock.now())
      const isWanted = await database.write((tx) => markCached(tx, serial, size, at))
      if (!isWanted) await store.delete(location)
    } catch (err) {
      // It stays in the queue, for the next occasion.
      log.warn({ err, image: id }, 'an image could not be cached')
    }
  }

  /** The copy goes first: what is said to be there must be. */
  async #forget(entries: readonly CacheEntry[]): Promise<void> {
    const { database, store } = this.#parts
    for (const { image_id: id } of entries) await store.delete(store.locationOf(id))
    const serials = entries.map(({ serial }) => serial)
    if (serials.length > 0) await database.write((tx) => removeEntries(tx, serials))
  }

  async #isThere({ image_id: id, size }: CacheEntry): Promise<boolean> {
    const { store } = this.#parts
    return (await store.sizeOf(store.locationOf(id))) === size
  }

  #all(): Promise<CacheEntry[]> {
    const { database, node } = this.#parts
    return database.read((tx) => entriesOf(tx, node))
  }

  #find(imageId: string): Promise<CacheEntry | undefined> {
    const { database, node } = this.#parts
    return database.read((tx) => findEntry(tx, node, imageId))
  }
}
