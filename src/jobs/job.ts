import type { Static, TSchema } from 'typebox'
import type { Tx } from '../storage/database.ts'

/**
 * How fast work that takes time in a real cloud is done: at once; after a believable while; or
 * when `advance` is called, so that a test can look at what is in between.
 */
export type Transitions = 'instant' | 'realistic' | 'manual'

/** One kind of job: the handle that `enqueue` takes. Made by `jobKind`. */
export interface JobKind<Payload = unknown> {
  /** `<resource>.<verb>`, unique. */
  readonly name: string
  /** Of the payload's shape, counted up from 1 with each change of it. */
  readonly version: number
  /** What a payload of this version looks like; one that is read back is held against it. */
  readonly payload: TSchema
  /** How long it takes when transitions are realistic. */
  readonly realisticSeconds: readonly [min: number, max: number]
  /** By version, makes a payload of that version one of the next: of jobs that an update finds. */
  readonly upgrades?: Readonly<Record<number, (payload: never) => unknown>>
  /** Only for inference; never set. */
  takes?(payload: Payload): void
}

export function jobKind<S extends TSchema>(
  kind: Omit<JobKind, 'payload' | 'takes'> & { readonly payload: S },
): JobKind<Static<S>> {
  return kind
}

/** What a service asks for in the transaction that changes the state of the resource. */
export interface NewJob<Payload> {
  /** The resource it works on. Jobs of one resource are done one after the other, in order. */
  readonly resourceId: string
  /** What the work needs to know; must survive JSON. */
  readonly payload: Payload
  /** Of the request that asked for it, to be found in the record of what was done. */
  readonly requestId: string | null
}

/** What services see of the jobs. */
export interface Jobs {
  /** Adds a job; it becomes visible, and is begun, when the transaction of `tx` is committed. */
  enqueue<Payload>(tx: Tx, kind: JobKind<Payload>, job: NewJob<NoInfer<Payload>>): Promise<void>
}

export interface Job {
  readonly id: string
  readonly kind: string
  readonly resourceId: string
  /** Of the request that asked for it. */
  readonly requestId: string | null
  /** How often the current step has failed before. */
  readonly failures: number
}

/** A job while one of its steps is done. */
export interface RunningJob extends Job {
  /** Aborted with `Interrupted` when the process ends: what takes long breaks off, and rejects with that. */
  readonly signal: AbortSignal
}

/**
 * One step. `do` and `undo` may each be called several times for one job, even while an earlier
 * call that was taken for dead still runs, so both must be repeatable. They run outside of any
 * transaction and reject when they did not succeed; with `Interrupted`, that counts as no failure.
 */
export interface JobStep<Payload, Made, Result> {
  /** Returns what later steps need to know of it; must survive JSON. */
  do(payload: Payload, made: Partial<Made>, job: RunningJob): Promise<Result>
  /**
   * Takes back what `do` did. Also called for the step that failed, which may have done its work in
   * part: then without its result.
   */
  undo?(payload: Payload, result: Result | undefined, job: Job): Promise<void>
}

/** Why a job is given up. */
export interface Failure {
  readonly step: string
  readonly message: string
  /** The step said with `JobRefused` that there is no point in trying again. */
  readonly refused: boolean
}

/**
 * How the jobs of one kind are done. After each step but the last, how far the job has come is on
 * disk, so that it goes on from there after a crash. When a step has failed for the last time, it
 * and those before it are undone in reverse, and then `failed` is called instead of `finish`.
 *
 * `finish` and `failed` change the state of the resource, in the transaction that ends the job.
 * Exactly one call of one of them is committed. They must change state conditionally and tolerate
 * that the resource is gone.
 */
export interface JobWork<Payload = unknown, Made = unknown> {
  readonly kind: JobKind<Payload>
  /** In the order in which they are done. A step's name stays when others are put beside it. */
  readonly steps: { readonly [Name in keyof Made]: JobStep<Payload, Made, Made[Name]> }
  finish(tx: Tx, payload: Payload, made: Made, job: Job): Promise<void>
  failed(tx: Tx, payload: Payload, failure: Failure, job: Job): Promise<void>
}

/** The types of payload and results follow from the kind and the steps. */
export function jobWork<Payload, Made>(
  kind: JobKind<Payload>,
  work: Omit<JobWork<Payload, Made>, 'kind'>,
): JobWork {
  return { kind, ...work }
}

/** A step throws it where trying again would not help. */
export class JobRefused extends Error {
  override name = 'JobRefused'
}

/** One job, waiting, under way or ended, as the record of what was done shows it. */
export interface JobRecord {
  readonly id: string
  readonly kind: string
  readonly resourceId: string
  readonly requestId: string | null
  readonly outcome: 'waiting' | 'under way' | 'done' | 'failed'
  /** Names of the steps that were done, in order, and of those that were undone again. */
  readonly done: readonly string[]
  readonly undone: readonly string[]
  /** How often the current or last step failed, and with what the last time. */
  readonly failures: number
  readonly error: string | null
  /** By the clock of the processes, as ISO 8601. */
  readonly createdAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
}
