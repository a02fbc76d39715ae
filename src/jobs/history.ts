import type { Log } from '../kernel/context.ts'
import type { Database } from '../storage/database.ts'
import type { JobsTable } from '../storage/tables.ts'
import type { JobRecord } from './job.ts'
import { readProgress } from './progress.ts'
import type { Outcome } from './run.ts'
import { forgetFinished, latestJobs } from './store.ts'

/** How many jobs that ended are kept as a record, and after how many more it is cut again. */
const REMEMBERED = 1_000
const CUT_EVERY = 100

/**
 * What was done: the rows of the latest jobs, of all processes, and what this one has counted. A
 * job that ends stays where it is as its own record, so recording costs no statement.
 */
export class JobHistory {
  readonly #database: Database
  readonly #log: Log
  readonly #counts = new Map<string, Record<Outcome, number>>()
  #sinceCut = 0

  constructor({ database, log }: { database: Database; log: Log }) {
    this.#database = database
    this.#log = log
  }

  /** How many jobs this process has ended since it started, by kind and outcome. */
  get counts(): ReadonlyMap<string, Readonly<Record<Outcome, number>>> {
    return this.#counts
  }

  ended(kind: string, outcome: Outcome): void {
    const counts = this.#counts.get(kind) ?? { done: 0, failed: 0 }
    counts[outcome]++
    this.#counts.set(kind, counts)
    if (++this.#sinceCut < CUT_EVERY) return
    this.#sinceCut = 0
    this.#database
      .write((tx) => tx.run(forgetFinished, { keep: REMEMBERED }))
      .catch((err: unknown) => this.#log.warn({ err }, 'the record of jobs was not cut'))
  }

  /** The latest jobs, latest first: those that wait or are under way, and the last that ended. */
  async latest(
    filter: { kind?: string; resourceId?: string; limit?: number } = {},
  ): Promise<JobRecord[]> {
    const { limit = REMEMBERED, ...rest } = filter
    const rows = await this.#database.read((tx) => latestJobs(tx, { ...rest, limit }))
    return rows.map(recordOf)
  }
}

function recordOf(row: JobsTable): JobRecord {
  const { made, undone } = readProgress(row.progress)
  return {
    id: String(row.serial),
    kind: row.kind,
    resourceId: row.resource_id,
    requestId: row.request_id,
    outcome: row.outcome ?? (row.claimed_by === null ? 'waiting' : 'under way'),
    done: Object.keys(made),
    undone,
    failures: row.failures,
    error: row.last_error,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}
