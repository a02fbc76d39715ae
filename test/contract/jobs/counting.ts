import { onTestFinished } from 'vitest'
import { Type as T } from 'typebox'
import {
  jobKind,
  jobWork,
  type JobKind,
  type JobWork,
  type Transitions,
} from '../../../src/jobs/job.ts'
import { JobRunner } from '../../../src/jobs/runner.ts'
import { QUIET } from '../../support/quiet-log.ts'
import type { Database, Tx } from '../../../src/storage/database.ts'
import { type Backend, freshDatabase } from '../../support/databases.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { SeededIds } from '../../support/seeded-ids.ts'
import { addToTotal, createScratch, getTotal } from '../scratch.ts'

export const ADD = jobKind({
  name: 'item.add',
  version: 1,
  payload: T.Object({ by: T.Integer() }),
  realisticSeconds: [2, 4],
})

/** What a test wants of the kind `item.add`; unnamed parts do what a healthy kind does. */
export interface Wishes {
  work?: (payload: { by: number }, signal: AbortSignal) => Promise<void>
  finish?: (tx: Tx) => Promise<void>
  /** Done instead of `item.add`, or beside it. */
  works?: readonly JobWork[]
  transitions?: Transitions
  clock?: ManualProcessClock
  concurrency?: number
  /** What its work waits for: opened when the test ends, or a test that fails would never end. */
  held?: { open(): void }
}

let seeds = 0

export function runnerOn(database: Database, wishes: Wishes = {}): JobRunner {
  const adding = jobWork(ADD, {
    steps: { add: { do: async (payload, _, { signal }) => wishes.work?.(payload, signal) } },
    async finish(tx, payload) {
      await tx.run(addToTotal, { id: 'o', by: payload.by })
      await wishes.finish?.(tx)
    },
    async failed(tx) {
      await tx.run(addToTotal, { id: 'o', by: -1000 })
    },
  })
  const runner = new JobRunner({
    database,
    clock: wishes.clock ?? new ManualProcessClock(),
    ids: new SeededIds(++seeds),
    log: QUIET,
    work: wishes.works ?? [adding],
    transitions: wishes.transitions ?? 'instant',
    concurrency: wishes.concurrency ?? 16,
  })
  onTestFinished(() => {
    wishes.held?.open()
    return runner.stop()
  })
  return runner
}

let resources = 0

/** Adds a job that adds `by` to the counter; of a resource of its own unless told. */
export function add(
  runner: JobRunner,
  database: Database,
  by = 1,
  resourceId = `r${++resources}`,
): Promise<void> {
  return addJob(runner, database, ADD, { by }, resourceId)
}

export function addJob<Payload>(
  runner: JobRunner,
  database: Database,
  kind: JobKind<Payload>,
  payload: NoInfer<Payload>,
  resourceId = `r${++resources}`,
): Promise<void> {
  return database.write((tx) =>
    runner.enqueue(tx, kind, { resourceId, payload, requestId: 'req-1' }),
  )
}

export async function total(database: Database): Promise<number> {
  return (await database.read((tx) => tx.first(getTotal, { id: 'o' })))!.total
}

/** The jobs that have not ended. */
export async function jobsLeft(
  database: Database,
): Promise<{ failures: number; error: string | null }[]> {
  const rows = await database.read((tx) =>
    tx.db.selectFrom('jobs').selectAll().where('state', '!=', 'finished').execute(),
  )
  return rows.map((row) => ({ failures: row.failures, error: row.last_error }))
}

/** When the claim on the one job that is claimed ends. */
export async function claimEnd(database: Database): Promise<string> {
  const { run_at } = await database.read((tx) =>
    tx.db
      .selectFrom('jobs')
      .select('run_at')
      .where('claimed_by', 'is not', null)
      .executeTakeFirstOrThrow(),
  )
  return run_at
}

/** A new database with the counter `o`, which the jobs of these tests add to. */
export async function freshCounter(backend: Backend): Promise<Database> {
  const database = await freshDatabase(backend)
  await createScratch(database)
  return database
}
