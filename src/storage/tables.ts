import type { Generated } from 'kysely'

/**
 * Every table, once, for both databases. Columns are text and integers only: times are ISO text in
 * UTC, JSON is text, booleans are 0 and 1. Here are the tables of the engine; each service adds its
 * own in its `storage/tables.ts`, where its migrations create exactly these:
 *
 *     declare module '../../storage/tables.ts' {
 *       interface Tables extends ImageTables {}
 *     }
 */
export interface Tables {
  /** One row a migration that has run. */
  schema_migrations: { name: string; applied_at: string }
  cloud: CloudTable
  jobs: StoredJobs
}

/** The cloud as a whole: one row. */
export interface CloudTable {
  /** Counted up when the cloud is reset; work of an earlier generation ends without effect. */
  generation: number
}

/** Work that outlives the request that asked for it, and the record of what was done; see `src/jobs/`. */
export interface JobsTable {
  /** In the order in which they were added. */
  serial: number
  /**
   * `first` of the jobs of its resource: it waits for its time or is under way; `queued` behind the
   * first; `finished`: kept for a while as a record.
   */
  state: 'first' | 'queued' | 'finished'
  kind: string
  /** Of the shape of `payload`. */
  version: number
  /** The resource the job works on. */
  resource_id: string
  /** JSON. */
  payload: string
  /** Of the cloud, when it was added. */
  generation: number
  /** Of the request that asked for it. */
  request_id: string | null
  /** When it is due; while it is being done, when the worker is taken for dead. */
  run_at: string
  /** One claim of one worker, never used twice. */
  claimed_by: string | null
  /** 1 where jobs of the same resource may be queued behind it. */
  followed: number
  /** JSON: which steps are done and undone. Null while none is. */
  progress: string | null
  /** How often the current step has failed. */
  failures: number
  last_error: string | null
  /** Null until it is finished. */
  outcome: 'done' | 'failed' | null
  created_at: string
  started_at: string | null
  finished_at: string | null
}

/** What the database fills in need not be given. */
type StoredJobs = {
  [Column in keyof JobsTable]: Column extends 'serial' ? Generated<number> : JobsTable[Column]
}
