import { isoTime, type ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import { Interrupted } from '../kernel/interrupted.ts'
import type { Database, Tx } from '../storage/database.ts'
import { DatabaseUnavailable } from '../storage/errors.ts'
import type { JobsTable } from '../storage/tables.ts'
import { JobRefused, type Failure, type Job, type JobStep, type JobWork } from './job.ts'
import { readPayload, UnreadablePayload } from './payload.ts'
import {
  afterDoing,
  afterUndoing,
  nextToDo,
  nextToUndo,
  readProgress,
  writeProgress,
  type Progress,
} from './progress.ts'
import {
  finishClaimed,
  postponeClaimed,
  progressClaimed,
  promoteNext,
  type Claimed,
} from './store.ts'

export type Outcome = 'done' | 'failed'

interface RunParts {
  database: Database
  clock: ProcessClock
  log: Log
  /** Aborted with `Interrupted` when the process ends. */
  signal: AbortSignal
  /** Called once the end of the job is on disk. */
  ended(kind: string, outcome: Outcome): void
}

/** How often a step is tried, or its undoing, before it is given up. */
export const ATTEMPTS = 5

/** What fails after all steps are done, in the transaction that ends the job, is no step. */
const END = 'end'

/** Milliseconds until the next attempt: 1, 2, 4, 8 … seconds, a minute at most. */
function backoff(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 60_000)
}

/** The claim on the job was lost, or its cloud is gone: whoever has it now goes on. */
class ClaimLost extends Error {
  override name = 'ClaimLost'
}

/** Does one job under one claim, as far as it comes. */
export class JobRun {
  readonly #parts: RunParts
  readonly #work: JobWork
  readonly #row: JobsTable
  readonly #claimed: Claimed
  #progress: Progress
  #failures: number
  #lastError: string | null

  constructor(parts: RunParts, work: JobWork, row: JobsTable, claimed: Claimed) {
    this.#parts = parts
    this.#work = work
    this.#row = row
    this.#claimed = claimed
    this.#progress = readProgress(row.progress)
    this.#failures = row.failures
    this.#lastError = row.last_error
  }

  /** Never rejects: what cannot even be recorded is done again when the claim expires. */
  async toEnd(): Promise<void> {
    const { log } = this.#parts
    try {
      await this.#attempt()
    } catch (error) {
      if (error instanceof ClaimLost) {
        log.warn({ job: this.#job() }, 'job was taken over by another worker')
      } else {
        log.error({ err: error, job: this.#job() }, 'job abandoned until its claim expires')
      }
    }
  }

  async #attempt(): Promise<void> {
    try {
      const { version, payload } = this.#row
      await this.#steps(readPayload(this.#work.kind, version, payload))
    } catch (error) {
      if (error instanceof ClaimLost) throw error
      // Neither says anything about the work. A payload that cannot be read here may be one for a
      // newer replica.
      const pardoned = saysNothing(error) || error instanceof UnreadablePayload
      await this.#postpone(error, pardoned ? this.#failures : this.#failures + 1)
    }
  }

  /** Rejects with what is to be tried again later. */
  async #steps(payload: unknown): Promise<void> {
    if (this.#progress.failure === undefined) {
      try {
        await this.#forward(payload)
        return
      } catch (error) {
        await this.#giveUp(error)
      }
    }
    await this.#backward(payload)
  }

  async #forward(payload: unknown): Promise<void> {
    const names = Object.keys(this.#work.steps)
    for (;;) {
      const name = nextToDo(names, this.#progress)
      if (name === undefined) break
      const { made } = this.#progress
      const result = await this.#step(name).do(payload, made, {
        ...this.#job(),
        signal: this.#parts.signal,
      })
      const after = afterDoing(this.#progress, name, result)
      // The last one is recorded with the end of the job.
      if (nextToDo(names, after) === undefined) this.#progress = after
      else await this.#save(after)
    }
    await this.#end('done', (tx) =>
      this.#work.finish(tx, payload, this.#progress.made, this.#job()),
    )
  }

  /** Undoes the steps and ends the job. What cannot be undone is left, and said in the log. */
  async #backward(payload: unknown): Promise<void> {
    for (;;) {
      const name = this.#nextToUndo(this.#progress)
      if (name === undefined) break
      try {
        await this.#step(name).undo?.(payload, this.#progress.made[name], this.#job())
      } catch (error) {
        if (this.#failures + 1 < ATTEMPTS || saysNothing(error)) throw error
        this.#parts.log.error({ err: error, job: this.#job(), step: name }, 'step not undone')
      }
      await this.#save(afterUndoing(this.#progress, name))
    }
    const { failure } = this.#progress
    await this.#end('failed', (tx) => this.#work.failed(tx, payload, failure!, this.#job()))
  }

  #nextToUndo(progress: Progress): string | undefined {
    const names = Object.keys(this.#work.steps).filter((name) => this.#step(name).undo)
    return nextToUndo(names, progress)
  }

  #step(name: string): JobStep<unknown, unknown, unknown> {
    return (this.#work.steps as Record<string, JobStep<unknown, unknown, unknown>>)[name]!
  }

  /** Decides that there is no point in going on, or rejects with `error`: then there is. */
  async #giveUp(error: unknown): Promise<void> {
    const refused = error instanceof JobRefused
    const excused = error instanceof ClaimLost || saysNothing(error)
    if (excused || (!refused && this.#failures + 1 < ATTEMPTS)) throw error
    const step = nextToDo(Object.keys(this.#work.steps), this.#progress) ?? END
    const failure: Failure = { step, message: messageOf(error), refused }
    this.#parts.log.warn({ err: error, job: this.#job(), step }, 'job given up')
    this.#lastError = failure.message
    const after = { ...this.#progress, failure }
    // With nothing to undo, it is recorded with the end of the job.
    if (this.#nextToUndo(after) === undefined) this.#progress = after
    else await this.#save(after)
  }

  async #save(progress: Progress): Promise<void> {
    const row = { progress: writeProgress(progress), failures: 0, last_error: this.#lastError }
    const { database } = this.#parts
    const saved = await database.write((tx) =>
      tx.run(progressClaimed, { ...this.#claimed, ...row }),
    )
    if (saved !== 1) throw new ClaimLost()
    this.#progress = progress
    this.#failures = 0
  }

  /**
   * Changes the resource and ends the job in one transaction, if the claim still holds. The
   * resource comes first, because whoever adds another job of it has locked it before that.
   */
  async #end(outcome: Outcome, finish: (tx: Tx) => Promise<void>): Promise<void> {
    const { database, clock, ended } = this.#parts
    await database.write(async (tx) => {
      await finish(tx)
      const job = await tx.first(finishClaimed, {
        ...this.#claimed,
        outcome,
        progress: writeProgress(this.#progress),
        failures: this.#failures,
        last_error: this.#lastError,
        finished_at: isoTime(clock.now()),
      })
      if (job === undefined) throw new ClaimLost()
      if (job.followed === 1) await tx.run(promoteNext, job)
      tx.afterCommit(() => ended(this.#row.kind, outcome))
    })
  }

  async #postpone(error: unknown, failures: number): Promise<void> {
    const { clock, database, log } = this.#parts
    log.warn({ err: error, job: this.#job(), failures }, 'job failed; it is tried again')
    const runAt = isoTime(clock.now() + backoff(Math.max(failures, 1)))
    const row = { ...this.#claimed, runAt, failures, error: messageOf(error) }
    await database.write((tx) => tx.run(postponeClaimed, row))
  }

  #job(): Job {
    const { kind, resource_id: resourceId, request_id: requestId } = this.#row
    return { id: this.#claimed.id, kind, resourceId, requestId, failures: this.#failures }
  }
}

/** It says nothing about the work that it stopped. */
function saysNothing(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || error instanceof Interrupted
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
