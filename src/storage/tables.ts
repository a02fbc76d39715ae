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
  jobs: JobsTable
}

/** Work that outlives the request that asked for it; see `src/jobs/`. */
export interface JobsTable {
  id: string
  kind: string
  /** The resource the job works on. */
  resource_id: string
  /** JSON. */
  payload: string
  /** When it is due; while it is being done, when the worker is taken for dead. */
  run_at: string
  /** One claim of one worker, never used twice. */
  claimed_by: string | null
  /** How often it has failed. */
  attempts: number
  last_error: string | null
  created_at: string
}
