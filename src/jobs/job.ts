import type { Tx } from '../storage/database.ts'

/**
 * How fast work that takes time in a real cloud is done: at once; after a believable while; or
 * when `advance` is called, so that a test can look at what is in between.
 */
export type Transitions = 'instant' | 'realistic' | 'manual'

/** What a service asks for in the transaction that changes the state of the resource. */
export interface NewJob {
  /** The `kind` of a declared `JobKind`. */
  kind: string
  /** The resource it works on. */
  resourceId: string
  /** What the work needs to know; must survive JSON. */
  payload: unknown
  /** Milliseconds since the epoch. Overrides what the configured transitions say. */
  runAt?: number
}

/** What services see of the jobs. */
export interface Jobs {
  /** Adds a job; it becomes visible, and is begun, when the transaction of `tx` is committed. */
  enqueue(tx: Tx, job: NewJob): Promise<void>
}

export interface Job {
  readonly id: string
  readonly kind: string
  readonly resourceId: string
  /** How often its work has failed before. */
  readonly failures: number
}

/** Ends a job: changes the state of the resource, in the transaction that removes the job. */
export type Finish = (tx: Tx) => Promise<void>

/**
 * One kind of work. `work` may be called several times for one job, even while an earlier call that
 * was taken for dead still runs; exactly one of the calls gets its `Finish` committed. So `work`
 * must be repeatable, and a `Finish` must change state conditionally and tolerate that the
 * resource is gone.
 */
export interface JobKind<Payload = unknown> {
  /** `<resource>.<verb>`, unique. */
  readonly kind: string
  /** How long it takes when transitions are realistic. */
  readonly realisticSeconds: readonly [min: number, max: number]
  /** Does the work, outside of any transaction; rejects when it did not succeed. */
  work(payload: Payload, job: Job): Promise<Finish>
  /** What becomes of the resource when the work has failed for the last time. */
  failed(payload: Payload, error: unknown, job: Job): Finish
}
