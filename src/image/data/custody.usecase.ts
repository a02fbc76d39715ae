/**
 * The objects in stores that no location of an image speaks of: what is being written, waits to be
 * imported, or is to be removed. None is lost, whenever the process dies.
 */
import type { ImageStore, ImageStores, StoredObject } from '../../drivers/image/interface.ts'
import { isoTime, type ProcessClock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/context.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Database, Tx } from '../../storage/database.ts'
import { failureOf } from './failures.ts'
import {
  dropAbandoned,
  dropStaged,
  findStaged,
  forgetRemoved,
  forgetWritten,
  hasAbandoned,
  insertWriting,
  isBeingWritten,
  keepWriting,
  listUnwanted,
  markStaged,
  markUnwanted,
  type ObjectPlace,
  type StoredObjectRow,
} from './objects.store.ts'

export interface CustodyParts {
  readonly database: Database
  readonly processClock: ProcessClock
  readonly ids: Ids
  readonly log: Log
  readonly stores: ImageStores
}

/** How long who writes may be silent before he counts as dead, and how often he speaks. Milliseconds. */
const CLAIM = 10_000
const BEAT = 3_000
/** How often it is looked for what other replicas left when they died, and what could not be removed. */
const ROUND = 15_000
const AT_A_TIME = 100
/** Later than any time: on an SQLite file, nobody else can be writing when the process starts. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z'

export class Custody {
  readonly #parts: CustodyParts
  readonly #writing = new Set<string>()
  /** A beat is due, as long as something is being written. */
  #beats = false
  #cancelRound: (() => void) | undefined
  #sweeping: Promise<void> | undefined
  #sweepAgain = false
  #stopped = false

  constructor(parts: CustodyParts) {
    this.#parts = parts
  }

  /**
   * Announces an object of an image, in the transaction that says so of the image. Whoever announces it
   * writes it once that is committed.
   */
  async announce(tx: Tx, imageId: string, store: ImageStore): Promise<ObjectPlace> {
    const name = `${imageId}-${this.#parts.ids.uuid().slice(0, 8)}`
    const location = store.locationOf(name)
    const place = { name, image_id: imageId, store: store.id, location }
    await insertWriting(tx, place, this.#until())
    return place
  }

  /**
   * Writes what was announced, and says meanwhile that it does. What was written is handed over, kept or
   * given up; what failed is given up, too.
   * @throws StoreFailure, or what `chunks` throws
   */
  write(
    place: ObjectPlace,
    chunks: AsyncIterable<Uint8Array>,
    expectedSize?: number,
  ): Promise<StoredObject> {
    this.#writing.add(place.name)
    this.#setBeat()
    return this.#storeOf(place)!.write(place.name, chunks, expectedSize)
  }

  /**
   * Announces an object in a transaction of its own and does the work with it, for jobs. Where that
   * fails, the object is given up.
   * @throws what `announce` or `work` throws
   */
  async announced<T>(
    announce: (tx: Tx) => Promise<ObjectPlace>,
    work: (place: ObjectPlace) => Promise<T>,
  ): Promise<T> {
    const { database } = this.#parts
    const place = await database.write(announce)
    try {
      return await work(place)
    } catch (error) {
      await database.write((tx) => this.giveUp(tx, place))
      throw error
    }
  }

  /** Its image has a location for it from now on. False where it was taken for abandoned. */
  async handOver(tx: Tx, { name }: ObjectPlace): Promise<boolean> {
    this.#writing.delete(name)
    return forgetWritten(tx, name)
  }

  /** It waits to be imported. False where it was taken for abandoned. */
  async keepStaged(tx: Tx, { name }: ObjectPlace, size: number): Promise<boolean> {
    this.#writing.delete(name)
    return markStaged(tx, name, size)
  }

  /** It is removed once the transaction is committed. */
  async giveUp(tx: Tx, place: ObjectPlace): Promise<void> {
    this.#writing.delete(place.name)
    await markUnwanted(tx, place)
    tx.afterCommit(() => this.sweep())
  }

  /** What a location of an image speaks of is removed once the transaction is committed. */
  async discard(tx: Tx, imageId: string, { url, store }: { url: string; store: string }) {
    const known = this.#storeNamed(store)
    if (known === undefined) return
    const name = this.#parts.ids.uuid()
    const place = { name, image_id: imageId, store, location: url }
    await markUnwanted(tx, place)
    tx.afterCommit(() => this.sweep())
  }

  /** What waits to be imported of an image. */
  staged(tx: Tx, imageId: string): Promise<StoredObjectRow | undefined> {
    return findStaged(tx, imageId)
  }

  readStaged({ location }: Pick<StoredObjectRow, 'location'>): AsyncIterable<Uint8Array> {
    return this.#parts.stores.staging.read(location)
  }

  async discardStaged(tx: Tx, imageId: string): Promise<void> {
    await dropStaged(tx, imageId)
    tx.afterCommit(() => this.sweep())
  }

  /** Somebody writes bytes of this image now, here or in another replica. */
  isBusy(tx: Tx, imageId: string): Promise<boolean> {
    return isBeingWritten(tx, imageId, this.#now())
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<() => Promise<void>> {
    const { database } = this.#parts
    await database.write((tx) =>
      dropAbandoned(tx, tx.dialect === 'sqlite' ? END_OF_TIME : this.#now()),
    )
    this.sweep()
    return async () => {
      this.#stopped = true
      this.#cancelRound?.()
      await this.#sweeping
    }
  }

  /** Removes what nobody wants, soon; resolves to nothing, and never fails. */
  sweep(): void {
    if (this.#stopped) return
    if (this.#sweeping !== undefined) {
      this.#sweepAgain = true
      return
    }
    this.#cancelRound?.()
    this.#sweeping = this.#sweepAll().then(() => {
      this.#sweeping = undefined
      if (this.#sweepAgain) {
        this.#sweepAgain = false
        this.sweep()
      } else if (!this.#stopped) {
        const { processClock } = this.#parts
        this.#cancelRound = processClock.setTimer(ROUND, () => this.sweep())
      }
    })
  }

  /** Resolves when nothing is being removed. For tests. */
  async idle(): Promise<void> {
    while (this.#sweeping !== undefined) await this.#sweeping
  }

  async #sweepAll(): Promise<void> {
    const { database, log, stores } = this.#parts
    const known = [...stores.all, stores.staging].map(({ id }) => id)
    try {
      const isLeft = await database.read((tx) => hasAbandoned(tx, this.#now()))
      if (isLeft) await database.write((tx) => dropAbandoned(tx, this.#now()))
      for (let after = ''; ;) {
        const found = await database.read((tx) => listUnwanted(tx, known, after, AT_A_TIME))
        const removed: string[] = []
        for (const row of found) if (await this.#remove(row)) removed.push(row.name)
        if (removed.length > 0) await database.write((tx) => forgetRemoved(tx, removed))
        if (found.length < AT_A_TIME) return
        after = found.at(-1)!.name
      }
    } catch (error) {
      log.warn({ err: error }, 'cannot look for image data to remove')
    }
  }

  async #remove(row: StoredObjectRow): Promise<boolean> {
    try {
      await this.#storeOf(row)!.delete(row.location)
      return true
    } catch (error) {
      // A location that is not the store's own is not its to remove.
      if (failureOf(error) === 'missing') return true
      const { store, location } = row
      this.#parts.log.warn({ store, location, err: error }, 'cannot remove image data')
      return false
    }
  }

  #setBeat(): void {
    if (this.#beats) return
    this.#beats = true
    this.#parts.processClock.setTimer(BEAT, () => void this.#beat())
  }

  async #beat(): Promise<void> {
    const { database, log } = this.#parts
    const names = [...this.#writing]
    try {
      if (names.length > 0) {
        await database.write((tx) => keepWriting(tx, names, this.#until()))
      }
    } catch (error) {
      log.warn({ err: error }, 'cannot say that image data are still being written')
    }
    this.#beats = false
    if (this.#writing.size > 0) this.#setBeat()
  }

  #storeOf({ store }: Pick<ObjectPlace, 'store'>): ImageStore | undefined {
    return this.#storeNamed(store)
  }

  #storeNamed(id: string): ImageStore | undefined {
    const { stores } = this.#parts
    return id === stores.staging.id ? stores.staging : stores.named(id)
  }

  #now(): string {
    return isoTime(this.#parts.processClock.now())
  }

  #until(): string {
    return isoTime(this.#parts.processClock.now() + CLAIM)
  }
}
