/**
 * MD5 and SHA-512 of streams, computed by two threads beside the one that serves requests: either takes
 * longer than a disk does.
 */
import { Worker } from 'node:worker_threads'
import { Blocks, type Block } from './digest-blocks.ts'
import { digestThread, type ToThread, type FromThread } from './digest-thread.ts'

/** In hexadecimal digits. */
export interface DigestValues {
  readonly md5: string
  readonly sha512: string
}

const ALGORITHMS = ['md5', 'sha512'] as const

/**
 * Blocks of one stream that may be under way: as many as keep the threads busy where others have the
 * processors now and then, and not all that there are.
 */
const UNDER_WAY_MAX = 32

/** Of all streams of a process. Threads are started when they are first needed. */
export class Digests {
  #threads: Threads | undefined

  begin(): Digest {
    this.#threads ??= new Threads((broken) => {
      if (this.#threads === broken) this.#threads = undefined
    })
    return new Digest(this.#threads)
  }

  /** Ends the threads; streams under way fail. */
  async close(): Promise<void> {
    const threads = this.#threads
    this.#threads = undefined
    await threads?.close()
  }
}

/** Of one stream. */
export class Digest {
  readonly #threads: Threads
  readonly #id: number
  #filling: Block | undefined
  #underWay = 0
  #moved: () => void = () => {}

  constructor(threads: Threads) {
    this.#threads = threads
    this.#id = threads.enter()
  }

  /** Copies the next chunk; resolves when there is room for more. @throws what ended the threads */
  async add(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      this.#threads.check()
      this.#filling ??= this.#threads.blocks.take() ?? (await this.#nextBlock())
      at += this.#filling.fill(chunk, at)
      // A block that is not full goes when nothing is under way, or when that has come back.
      if (this.#filling.isFull || this.#underWay === 0) this.#send()
      while (this.#underWay >= UNDER_WAY_MAX) await this.#movement()
    }
  }

  /** After the last chunk. @throws what ended the threads */
  async end(): Promise<DigestValues> {
    while (this.#underWay > 0 || this.#filling !== undefined) {
      this.#threads.check()
      if (this.#underWay === 0) this.#send()
      await this.#movement()
    }
    const [md5, sha512] = await this.#threads.leave(this.#id)
    return { md5: md5!, sha512: sha512! }
  }

  /** There will be no more, and nobody asks for the values. */
  abandon(): void {
    const block = this.#filling
    this.#filling = undefined
    if (block !== undefined) this.#threads.blocks.giveBack(block)
    this.#threads.leave(this.#id).catch(() => {})
  }

  #send(): void {
    const block = this.#filling!
    this.#filling = undefined
    this.#underWay += 1
    this.#threads.work(this.#id, block, () => {
      this.#underWay -= 1
      if (this.#underWay === 0 && this.#filling !== undefined) this.#send()
      this.#moved()
    })
  }

  #nextBlock(): Promise<Block> {
    return this.#threads.wait<Block>((resolve) => this.#threads.blocks.giveNext(resolve))
  }

  #movement(): Promise<void> {
    return this.#threads.wait<void>((resolve) => (this.#moved = resolve))
  }
}

/** One thread an algorithm, each with the state of all streams. */
class Threads {
  readonly blocks = new Blocks()
  readonly #workers: readonly Worker[]
  readonly #working = new Map<number, { block: Block; left: number; done: () => void }>()
  readonly #leaving = new Map<number, { values: string[]; done: (values: string[]) => void }>()
  #entered = 0
  #underWay = 0
  #failure: Error | undefined
  /** Those who wait for something that comes from the threads. */
  readonly #waiting = new Set<(failure: Error) => void>()

  constructor(onBroken: (threads: Threads) => void) {
    const broke = (error: Error): void => {
      if (this.#failure !== undefined) return
      this.#failure = error
      onBroken(this)
      for (const fail of this.#waiting) fail(error)
      this.#waiting.clear()
      // The other one has nothing to do any more, and would hold the process.
      void this.close()
    }
    this.#workers = ALGORITHMS.map((algorithm, index) => {
      const worker = new Worker(`(${digestThread.toString()})()`, {
        eval: true,
        workerData: { algorithm, memory: this.blocks.memory },
        resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
      })
      worker.on('message', (message: FromThread) => this.#hear(message, index))
      worker.on('error', broke)
      worker.on('exit', () => broke(new Error('a thread that computes digests has ended')))
      // After the listeners, which hold the process: streams do that, and not the threads themselves.
      worker.unref()
      return worker
    })
  }

  /** @throws what ended the threads */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  /**
   * What `begin` has somebody resolve. Not a race against one promise that rejects when all is over: that
   * would keep something of every wait.
   * @throws what ended the threads
   */
  async wait<T>(begin: (resolve: (value: T) => void) => void): Promise<T> {
    this.check()
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject)
      begin((value) => {
        this.#waiting.delete(reject)
        resolve(value)
      })
    })
  }

  enter(): number {
    if (this.#underWay === 0) for (const worker of this.#workers) worker.ref()
    this.#underWay += 1
    return (this.#entered += 1)
  }

  work(stream: number, block: Block, done: () => void): void {
    this.#working.set(block.index, { block, left: this.#workers.length, done })
    this.#tell({ stream, at: block.at, length: block.filled, block: block.index })
  }

  /** Resolves to the values, in the order of the algorithms. */
  async leave(stream: number): Promise<string[]> {
    try {
      return await this.wait<string[]>((done) => {
        this.#leaving.set(stream, { values: [], done })
        this.#tell({ stream })
      })
    } finally {
      this.#underWay -= 1
      if (this.#underWay === 0) for (const worker of this.#workers) worker.unref()
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #tell(message: ToThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
    for (const worker of this.#workers) worker.postMessage(message)
  }

  #hear(message: FromThread, index: number): void {
    if ('block' in message) {
      const work = this.#working.get(message.block)!
      work.left -= 1
      if (work.left > 0) return
      this.#working.delete(message.block)
      this.blocks.giveBack(work.block)
      work.done()
      return
    }
    const leaving = this.#leaving.get(message.stream)!
    leaving.values[index] = message.value
    if (Object.keys(leaving.values).length < this.#workers.length) return
    this.#leaving.delete(message.stream)
    leaving.done(leaving.values)
  }
}
