import { isoTime, type ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Database } from '../storage/database.ts'
import { DatabaseUnavailable } from '../storage/errors.ts'
import type { JobsTable } from '../storage/tables.ts'
import type { Finish, Job, JobKind } from './job.ts'
import { postponeClaimed, removeClaimed, type Claimed } from './store.ts'

interface RunParts {
  database: Database
  clock: ProcessClock
  log: Log
}

/** How often work is tried before its resource is given up. */
export const ATTEMPTS = 5

/** Milliseconds until the next attempt: 1, 2, 4, 8 … seconds, a minute at most. */
function backoff(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 60_000)
}

/** One attempt at one job, under one claim. */
export class JobRun {
  readonly #parts: RunParts
  readonly #kind: JobKind
  readonly #job: Job
  readonly #payload: unknown
  readonly #claimed: Claimed

  constructor(parts: RunParts, kind: JobKind, row: JobsTable, claimed: Claimed) {
    this.#parts = parts
    this.#kind = kind
    this.#job = {
      id: row.id,
      kind: row.kind,
      resourceId: row.resource_id,
      failures: row.attempts,
    }
    this.#payload = JSON.parse(row.payload)
    this.#claimed = claimed
  }

  /** Never rejects: what cannot even be recorded is done again when the claim expires. */
  async toEnd(): Promise<void> {
    try {
      await this.#attempt()
    } catch (error) {
      this.#parts.log.error({ err: error, job: this.#job }, 'job abandoned until its claim expires')
    }
  }

  async #attempt(): Promise<void> {
    try {
      await this.#finish(await this.#kind.work(this.#payload, this.#job))
    } catch (error) {
      await this.#afterFailure(error)
    }
  }

  /** Removes the job and changes the resource in one transaction, if the claim still holds. */
  async #finish(finish: Finish): Promise<void> {
    await this.#parts.database.write(async (tx) => {
      if ((await tx.run(removeClaimed, this.#claimed)) === 1) await finish(tx)
      else this.#parts.log.warn({ job: this.#job }, 'job was taken over by another worker')
    })
  }

  async #afterFailure(error: unknown): Promise<void> {
    // That the database was away says nothing about the work.
    if (error instanceof DatabaseUnavailable) return this.#postpone(error, this.#job.failures)
    const failures = this.#job.failures + 1
    this.#parts.log.warn({ err: error, job: this.#job, failures }, 'job failed')
    if (failures < ATTEMPTS) return this.#postpone(error, failures)
    try {
      await this.#finish(this.#kind.failed(this.#payload, error, this.#job))
    } catch (another) {
      this.#parts.log.error({ err: another, job: this.#job }, 'job could not be given up')
      await this.#postpone(error, failures)
    }
  }

  async #postpone(error: unknown, failures: number): Promise<void> {
    const { clock, database } = this.#parts
    const runAt = isoTime(clock.now() + backoff(Math.max(failures, 1)))
    const text = error instanceof Error ? error.message : String(error)
    await database.write((tx) =>
      tx.run(postponeClaimed, { ...this.#claimed, runAt, attempts: failures, error: text }),
    )
  }
}
