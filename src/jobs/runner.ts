import { isoTime, parseTime, type ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Database, Tx } from '../storage/database.ts'
import type { JobsTable } from '../storage/tables.ts'
import { CLAIM, Claims } from './claims.ts'
import type { JobKind, Jobs, NewJob, Transitions } from './job.ts'
import { JobRun } from './run.ts'
import { claimJobs, HELD, insertJob, nextRun, releaseClaims, releaseHeld } from './store.ts'

export interface JobRunnerOptions {
  database: Database
  clock: ProcessClock
  ids: Ids
  log: Log
  kinds: readonly JobKind[]
  transitions: Transitions
  /** How many jobs are done at a time; 16 unless told. */
  concurrency?: number
}

/** How often a worker looks for what other processes left; a random part is added. Milliseconds. */
const POLL = 500
/** How long a worker waits when the database is away. Milliseconds. */
const AWAY = 1_000

/**
 * Does the jobs that are due, in this process, beside any number of other runners on the same
 * database. Nothing is lost when it dies: its claims expire and the jobs are done again.
 */
export class JobRunner implements Jobs {
  readonly #database: Database
  readonly #clock: ProcessClock
  readonly #ids: Ids
  readonly #log: Log
  readonly #kinds: ReadonlyMap<string, JobKind>
  readonly #kindNames: readonly string[]
  readonly #transitions: Transitions
  readonly #concurrency: number
  readonly #claims: Claims
  readonly #underWay = new Set<Promise<void>>()
  #running = false
  #pass: Promise<void> | undefined
  #passAgain = false
  #cancelTimer: (() => void) | undefined

  constructor(options: JobRunnerOptions) {
    this.#database = options.database
    this.#clock = options.clock
    this.#ids = options.ids
    this.#log = options.log
    this.#kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]))
    this.#kindNames = [...this.#kinds.keys()]
    this.#transitions = options.transitions
    this.#concurrency = options.concurrency ?? 16
    this.#claims = new Claims(options)
  }

  async enqueue(tx: Tx, job: NewJob): Promise<void> {
    const kind = this.#kinds.get(job.kind)
    if (kind === undefined) throw new Error(`nobody does jobs of kind '${job.kind}'`)
    await tx.run(insertJob, {
      id: this.#ids.uuid(),
      kind: job.kind,
      resource_id: job.resourceId,
      payload: JSON.stringify(job.payload),
      run_at: job.runAt === undefined ? this.#runAt(kind) : isoTime(job.runAt),
      attempts: 0,
      created_at: isoTime(this.#clock.now()),
    })
    tx.afterCommit(() => this.wake())
  }

  get running(): boolean {
    return this.#running
  }

  /** How many jobs this process is doing. */
  get underWay(): number {
    return this.#underWay.size
  }

  /** Takes up what an earlier process left, and from now on whatever falls due. */
  start(): void {
    this.#running = true
    this.#startPass(() => this.#recover())
  }

  /** Begins nothing new and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#running = false
    this.#cancelTimer?.()
    while (this.#pass !== undefined || this.#underWay.size > 0) {
      await this.#pass
      await Promise.all(this.#underWay)
    }
  }

  /** Looks for due jobs now instead of at the next occasion. */
  wake(): void {
    this.#startPass(async () => {})
  }

  /** Resolves when no job is due or under way here. For tests. */
  async idle(): Promise<void> {
    while (this.#running) {
      await this.#pass
      await Promise.all(this.#underWay)
      if (this.#pass === undefined && this.#underWay.size === 0) {
        const next = await this.#next()
        if (next === undefined || next > this.#clock.now()) return
        this.wake()
      }
    }
  }

  /**
   * Lets jobs go on that wait because transitions are manual: all of them, or those that match.
   * Resolves to their number when they are due, not when they are done.
   */
  async advance(filter: { kind?: string; resourceId?: string } = {}): Promise<number> {
    const count = await this.#database.write((tx) =>
      releaseHeld(tx, isoTime(this.#clock.now()), filter),
    )
    this.wake()
    return count
  }

  #runAt(kind: JobKind): string {
    if (this.#transitions === 'manual') return HELD
    if (this.#transitions === 'instant') return isoTime(this.#clock.now())
    const [min, max] = kind.realisticSeconds
    const seconds = min + this.#ids.random() * (max - min)
    return isoTime(this.#clock.now() + Math.round(seconds * 1000))
  }

  /**
   * An SQLite file belongs to one process, so whoever held a claim when this one starts is dead. On
   * PostgreSQL it may be another replica at work, and the claim has to expire.
   */
  async #recover(): Promise<void> {
    await this.#database.write(async (tx) => {
      const now = isoTime(this.#clock.now())
      if (tx.dialect === 'sqlite') await tx.run(releaseClaims, { now })
      if (this.#transitions !== 'manual') await releaseHeld(tx, now, {})
    })
  }

  #startPass(prepare: () => Promise<void>): void {
    if (!this.#running) return
    if (this.#pass !== undefined) {
      this.#passAgain = true
      return
    }
    this.#cancelTimer?.()
    this.#pass = this.#lookForWork(prepare).then((delay) => {
      this.#pass = undefined
      // Woken after the last look, and before anybody could know.
      if (this.#passAgain) this.wake()
      else if (this.#running && delay !== undefined) this.#setTimer(delay)
    })
  }

  #setTimer(delay: number): void {
    this.#cancelTimer = this.#clock.setTimer(delay, () => this.wake())
  }

  /** Begins what is due and returns after how many milliseconds to look again, if at all. */
  async #lookForWork(prepare: () => Promise<void>): Promise<number | undefined> {
    try {
      await prepare()
      for (;;) {
        this.#passAgain = false
        const next = await this.#next()
        const wait = next === undefined ? undefined : Math.max(0, next - this.#clock.now())
        const due = wait === 0 && this.#running
        // With no hand free, the end of a job is the next occasion.
        if (due && this.#underWay.size >= this.#concurrency) return undefined
        if (due) await this.#claim(this.#concurrency - this.#underWay.size)
        else if (!this.#passAgain) return this.#untilNextLook(wait)
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'cannot look for jobs')
      return AWAY
    }
  }

  #untilNextLook(wait: number | undefined): number | undefined {
    if (this.#database.dialect === 'sqlite') return wait
    const poll = POLL * (1 + this.#ids.random())
    return wait === undefined ? poll : Math.min(wait, poll)
  }

  async #next(): Promise<number | undefined> {
    const row = await this.#database.read((tx) => tx.first(nextRun, { kinds: this.#kindNames }))
    return row && parseTime(row.run_at)
  }

  async #claim(limit: number): Promise<void> {
    const claim = this.#ids.uuid()
    const now = this.#clock.now()
    const rows = await this.#database.write((tx) =>
      tx.all(claimJobs, {
        kinds: this.#kindNames,
        now: isoTime(now),
        until: isoTime(now + CLAIM),
        claim,
        limit,
      }),
    )
    for (const row of rows) this.#begin(row, claim)
  }

  #begin(row: JobsTable, claim: string): void {
    const claimed = { id: row.id, claim }
    const parts = { database: this.#database, clock: this.#clock, log: this.#log }
    const run = new JobRun(parts, this.#kinds.get(row.kind)!, row, claimed)
    this.#claims.hold(claimed)
    const done = run.toEnd().finally(() => {
      this.#claims.letGo(claimed)
      this.#underWay.delete(done)
      this.wake()
    })
    this.#underWay.add(done)
  }
}
