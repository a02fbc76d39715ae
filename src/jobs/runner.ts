import { isoTime, parseTime, type ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Ids } from '../kernel/ids.ts'
import { Interrupted } from '../kernel/interrupted.ts'
import type { Database, Tx } from '../storage/database.ts'
import type { JobsTable } from '../storage/tables.ts'
import { CLAIM, Claims } from './claims.ts'
import type { JobKind, Jobs, JobWork, NewJob, Transitions } from './job.ts'
import { JobHistory } from './history.ts'
import { JobRun, type Outcome } from './run.ts'
import { mostOfOneKind, sharesOf } from './shares.ts'
import {
  beginGeneration,
  claimJobs,
  HELD,
  insertJob,
  nextRuns,
  releaseClaims,
  releaseHeld,
} from './store.ts'

export interface JobRunnerOptions {
  database: Database
  clock: ProcessClock
  ids: Ids
  log: Log
  /** How the jobs of each kind are done. */
  work: readonly JobWork[]
  transitions: Transitions
  /** How many jobs are done at a time; 16 unless told. */
  concurrency?: number
}

/** How often a worker looks for what other processes left; a random part is added. Milliseconds. */
const POLL = 500
/** How long a worker waits when the database is away. Milliseconds. */
const AWAY = 1_000

interface Due {
  readonly kind: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/**
 * Does the jobs that are due, in this process, beside any number of other runners on the same
 * database. Nothing is lost when it dies: its claims expire and the jobs are done again.
 */
export class JobRunner implements Jobs {
  /** What was done. */
  readonly history: JobHistory
  readonly #database: Database
  readonly #clock: ProcessClock
  readonly #ids: Ids
  readonly #log: Log
  readonly #work: ReadonlyMap<string, JobWork>
  readonly #kindNames: readonly string[]
  readonly #transitions: Transitions
  readonly #concurrency: number
  readonly #claims: Claims
  readonly #underWay = new Set<Promise<void>>()
  readonly #underWayOf = new Map<string, number>()
  #running = false
  #end = new AbortController()
  #pass: Promise<void> | undefined
  #passAgain = false
  #cancelTimer: (() => void) | undefined

  constructor(options: JobRunnerOptions) {
    this.#database = options.database
    this.#clock = options.clock
    this.#ids = options.ids
    this.#log = options.log
    this.#work = new Map(options.work.map((work) => [work.kind.name, work]))
    this.#kindNames = [...this.#work.keys()]
    this.#transitions = options.transitions
    this.#concurrency = options.concurrency ?? 16
    this.#claims = new Claims(options)
    this.history = new JobHistory(options)
  }

  async enqueue<Payload>(
    tx: Tx,
    kind: JobKind<Payload>,
    { resourceId, payload, requestId }: NewJob<NoInfer<Payload>>,
  ): Promise<void> {
    if (!this.#work.has(kind.name)) throw new Error(`nobody does jobs of kind '${kind.name}'`)
    await insertJob(tx, {
      kind: kind.name,
      version: kind.version,
      resource_id: resourceId,
      payload: JSON.stringify(payload),
      request_id: requestId,
      run_at: this.#runAt(kind),
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
    this.#end = new AbortController()
    this.#startPass(() => this.#recover())
  }

  /** Begins nothing new, breaks off what takes long, and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#running = false
    this.#end.abort(new Interrupted())
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
        const [next] = await this.#next()
        if (next === undefined || next.at > this.#clock.now()) return
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

  /**
   * Begins the next generation of the cloud, in a transaction that resets it: no job that was added
   * before ends with an effect, wherever it is under way, and none is left.
   */
  async beginGeneration(tx: Tx): Promise<void> {
    await beginGeneration(tx)
  }

  #runAt(kind: Pick<JobKind, 'realisticSeconds'>): string {
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
        const now = this.#clock.now()
        const shares = this.#sharesOf(next.filter(({ at }) => at <= now).map(({ kind }) => kind))
        if (shares.size > 0) await this.#claim(shares)
        else if (!this.#passAgain) return this.#untilNextLook(next, now)
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'cannot look for jobs')
      return AWAY
    }
  }

  #sharesOf(due: readonly string[]): Map<string, number> {
    return sharesOf(due, {
      free: this.#running ? this.#concurrency - this.#underWay.size : 0,
      most: mostOfOneKind(this.#concurrency, this.#kindNames.length),
      underWay: this.#underWayOf,
    })
  }

  /** What is due and could not be begun waits for the end of a job, the next occasion. */
  #untilNextLook(next: readonly Due[], now: number): number | undefined {
    if (this.#underWay.size >= this.#concurrency) return undefined
    const later = next.filter(({ at }) => at > now)
    const wait = later.length === 0 ? undefined : Math.min(...later.map(({ at }) => at)) - now
    if (this.#database.dialect === 'sqlite') return wait
    const poll = POLL * (1 + this.#ids.random())
    return wait === undefined ? poll : Math.min(wait, poll)
  }

  /** The kinds of which jobs wait, and when the first of each is due; earliest first. */
  async #next(): Promise<Due[]> {
    const rows = await this.#database.read((tx) => tx.all(nextRuns, { kinds: this.#kindNames }))
    return rows
      .flatMap(({ kind, run_at }) => (run_at === null ? [] : [{ kind, at: parseTime(run_at) }]))
      .toSorted((a, b) => a.at - b.at)
  }

  async #claim(shares: ReadonlyMap<string, number>): Promise<void> {
    const claim = this.#ids.uuid()
    const now = this.#clock.now()
    const times = { now: isoTime(now), until: isoTime(now + CLAIM) }
    const rows = await this.#database.write(async (tx) => {
      const claimed: JobsTable[] = []
      for (const [kind, limit] of shares) {
        claimed.push(...(await tx.all(claimJobs, { kind, limit, claim, ...times })))
      }
      return claimed
    })
    for (const row of rows) this.#begin(row, claim)
  }

  #begin(row: JobsTable, claim: string): void {
    const claimed = { id: String(row.serial), claim, generation: row.generation }
    const parts = {
      ...{ database: this.#database, clock: this.#clock, log: this.#log },
      signal: this.#end.signal,
      ended: (kind: string, outcome: Outcome) => this.history.ended(kind, outcome),
    }
    const run = new JobRun(parts, this.#work.get(row.kind)!, row, claimed)
    this.#claims.hold(claimed)
    this.#countUnderWay(row.kind, 1)
    const done = run.toEnd().finally(() => {
      this.#claims.letGo(claimed)
      this.#underWay.delete(done)
      this.#countUnderWay(row.kind, -1)
      this.wake()
    })
    this.#underWay.add(done)
  }

  #countUnderWay(kind: string, by: number): void {
    this.#underWayOf.set(kind, (this.#underWayOf.get(kind) ?? 0) + by)
  }
}
