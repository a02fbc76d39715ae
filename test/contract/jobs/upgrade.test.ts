/** What an earlier version of the program left to do is done by this one. */
import { Type as T } from 'typebox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { jobKind, jobWork, type JobWork } from '../../../src/jobs/job.ts'
import { STORAGE_MIGRATIONS } from '../../../src/storage/migrations/index.ts'
import { migrate } from '../../../src/storage/migrate.ts'
import { openDatabase } from '../../../src/storage/open.ts'
import { BACKENDS } from '../../support/databases.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { createScratch } from '../scratch.ts'
import { ADD, addJob, freshCounter, jobsLeft, runnerOn, total } from './counting.ts'

describe.each(BACKENDS)('jobs of an earlier version on $name', (backend) => {
  test('are done in their order when the table has changed', async () => {
    const database = await openDatabase({ url: await backend.url('empty') })
    onTestFinished(() => database.close())
    const clock = new ManualProcessClock()
    await migrate(database, clock, STORAGE_MIGRATIONS.slice(0, 1))
    await createScratch(database)
    for (const [id, by, at] of [
      ['z', 1, '2025-01-01T00:00:00.000Z'],
      ['a', 2, '2025-01-01T00:00:01.000Z'],
    ] as const) {
      const row = { id, kind: 'item.add', resource_id: 'r', payload: JSON.stringify({ by }) }
      const times = { run_at: at, created_at: at, attempts: 0 }
      await database.write((tx) =>
        tx.db
          .insertInto('jobs')
          .values({ ...row, ...times } as never)
          .execute(),
      )
    }
    await migrate(database, clock, STORAGE_MIGRATIONS)
    const order: number[] = []
    const runner = runnerOn(database, { work: async ({ by }) => void order.push(by) })
    runner.start()
    await runner.idle()
    expect(order).toEqual([1, 2])
    expect(await total(database)).toBe(3)
  })

  test('have their payloads upgraded, one version after the other', async () => {
    const database = await freshCounter(backend)
    const earlier = runnerOn(database)
    await addJob(earlier, database, ADD, { by: 7 })
    const seen: unknown[] = []
    const runner = runnerOn(database, { works: [seeing(seen)] })
    runner.start()
    await runner.idle()
    expect(seen).toEqual([{ amount: 7, of: 'pieces' }])
  })

  test('of a later version wait for a process that knows it, and so do those that do not fit', async () => {
    const database = await freshCounter(backend)
    const seen: unknown[] = []
    await addJob(runnerOn(database, { works: [seeing(seen)] }), database, SHAPES, PIECE)
    await addJob(runnerOn(database), database, ADD, { by: 'much' as unknown as number })
    const clock = new ManualProcessClock()
    const runner = runnerOn(database, { clock })
    runner.start()
    for (let step = 0; step < 10; step++) {
      await runner.idle()
      clock.advance(60_000)
    }
    const left = await jobsLeft(database)
    expect(left.map(({ failures }) => failures)).toEqual([0, 0])
    expect(left.map(({ error }) => String(error)).toSorted()).toEqual([
      'the payload does not fit',
      'the payload has version 3 and this program knows 1',
    ])
    await runner.stop()
    const newer = runnerOn(database, { clock, works: [seeing(seen)] })
    clock.advance(60_000)
    newer.start()
    await newer.idle()
    expect(seen).toEqual([PIECE])
  })
})

const PIECE = { amount: 1, of: 'pieces' }

const SHAPES = jobKind({
  name: 'item.add',
  version: 3,
  payload: T.Object({ amount: T.Integer(), of: T.String() }),
  realisticSeconds: [0, 0],
  upgrades: {
    1: ({ by }: { by: number }) => ({ amount: by }),
    2: (payload: { amount: number }) => ({ ...payload, of: 'pieces' }),
  },
})

function seeing(seen: unknown[]): JobWork {
  return jobWork(SHAPES, {
    steps: { see: { do: async (payload) => void seen.push(payload) } },
    finish: async () => {},
    failed: async () => {},
  })
}
