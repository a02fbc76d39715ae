import { onTestFinished } from 'vitest'
import type { Finish, JobKind, Transitions } from '../../../src/jobs/job.ts'
import { JobRunner } from '../../../src/jobs/runner.ts'
import type { Log } from '../../../src/kernel/context.ts'
import type { Database } from '../../../src/storage/database.ts'
import { type Backend, freshDatabase } from '../../support/databases.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { SeededIds } from '../../support/seeded-ids.ts'
import { addToTotal, createScratch, getTotal } from '../scratch.ts'

const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** What a test wants of the kind `item.add`; unnamed parts do what a healthy kind does. */
export interface Wishes {
  work?: (payload: { by: number }) => Promise<void>
  finish?: Finish
  transitions?: Transitions
  clock?: ManualProcessClock
  concurrency?: number
}

let seeds = 0

export function runnerOn(database: Database, wishes: Wishes = {}): JobRunner {
  const kind: JobKind<{ by: number }> = {
    kind: 'item.add',
    realisticSeconds: [2, 4],
    async work(payload) {
      await wishes.work?.(payload)
      return async (tx) => {
        await tx.run(addToTotal, { id: 'o', by: payload.by })
        await wishes.finish?.(tx)
      }
    },
    failed: () => async (tx) => {
      await tx.run(addToTotal, { id: 'o', by: -1000 })
    },
  }
  const runner = new JobRunner({
    database,
    clock: wishes.clock ?? new ManualProcessClock(),
    ids: new SeededIds(++seeds),
    log: QUIET,
    kinds: [kind],
    transitions: wishes.transitions ?? 'instant',
    concurrency: wishes.concurrency ?? 16,
  })
  onTestFinished(() => runner.stop())
  return runner
}

export function add(
  runner: JobRunner,
  database: Database,
  by = 1,
  resourceId = 'o',
): Promise<void> {
  return database.write((tx) =>
    runner.enqueue(tx, { kind: 'item.add', resourceId, payload: { by } }),
  )
}

export async function total(database: Database): Promise<number> {
  return (await database.read((tx) => tx.first(getTotal, { id: 'o' })))!.total
}

export async function jobsLeft(
  database: Database,
): Promise<{ attempts: number; error: string | null }[]> {
  const rows = await database.read((tx) => tx.db.selectFrom('jobs').selectAll().execute())
  return rows.map((row) => ({ attempts: row.attempts, error: row.last_error }))
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
