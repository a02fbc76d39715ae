import { describe, expect, test } from 'vitest'
import { beginGeneration } from '../../../src/jobs/store.ts'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { gate } from '../scratch.ts'
import { ADD, add, freshCounter, runnerOn, total } from './counting.ts'

describe.each(BACKENDS)('the record of jobs on $name', (backend) => {
  test('tells what was done, for whom, when, and what went wrong', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const runner = runnerOn(database, {
      clock,
      work: async ({ by }) => {
        clock.advance(10)
        if (by === 2) throw new Error('no luck')
      },
    })
    runner.start()
    await add(runner, database, 1, 'good')
    await runner.idle()
    await add(runner, database, 2, 'bad')
    await runner.idle()
    const [bad, good] = await runner.history.latest()
    expect(good).toEqual({
      ...{ id: '1', kind: 'item.add', resourceId: 'good', requestId: 'req-1' },
      ...{ outcome: 'done', done: ['add'], undone: [], failures: 0, error: null },
      createdAt: '2026-01-01T00:00:00.000Z',
      startedAt: '2026-01-01T00:00:00.000Z',
      finishedAt: '2026-01-01T00:00:00.010Z',
    })
    expect(bad).toMatchObject({ outcome: 'waiting', done: [], failures: 1, error: 'no luck' })
    await eventually(async () => {
      await runner.idle()
      clock.advance(60_000)
      const [record] = await runner.history.latest({ resourceId: 'bad' })
      expect(record).toMatchObject({ outcome: 'failed', error: 'no luck' })
    })
    expect(runner.history.counts.get('item.add')).toEqual({ done: 1, failed: 1 })
    expect(await runner.history.latest({ kind: 'another' })).toEqual([])
  })

  test('keeps the last thousand and a few', async () => {
    const database = await freshCounter(backend)
    const runner = runnerOn(database)
    await database.write(async (tx) => {
      for (let i = 0; i < 1_300; i++) {
        await runner.enqueue(tx, ADD, { resourceId: `${i}`, payload: { by: 1 }, requestId: null })
      }
    })
    runner.start()
    await runner.idle()
    await eventually(async () => {
      const rows = await database.read((tx) =>
        tx.db.selectFrom('jobs').select('resource_id').orderBy('serial', 'desc').execute(),
      )
      expect(rows[0]).toEqual({ resource_id: '1299' })
      expect(rows.length).toBeGreaterThanOrEqual(1_000)
      expect(rows.length).toBeLessThan(1_200)
    })
  })
})

describe.each(BACKENDS)('a new generation of the cloud on $name', (backend) => {
  test('lets nothing of the one before end, wherever it is under way, and begins empty', async () => {
    const database = await freshCounter(backend)
    const held = gate()
    let begun = 0
    const runner = runnerOn(database, {
      held,
      work: async ({ by }) => {
        begun++
        if (by >= 100) await held.opened
      },
    })
    runner.start()
    await add(runner, database, 100, 'one')
    await add(runner, database, 200, 'one')
    await eventually(() => expect(begun).toBe(1))
    await database.write((tx) => runner.beginGeneration(tx))
    await add(runner, database, 1, 'one')
    await eventually(async () => expect(await total(database)).toBe(1))
    held.open()
    await runner.idle()
    expect(begun).toBe(2)
    expect(await total(database)).toBe(1)
  })

  test('does not take a claim of the one before, though the job be there again', async () => {
    const database = await freshCounter(backend)
    const held = gate()
    let begun = 0
    const runner = runnerOn(database, {
      held,
      work: () => {
        begun++
        return held.opened
      },
    })
    runner.start()
    await add(runner, database)
    await eventually(() => expect(begun).toBe(1))
    // As when the new cloud is a copy of the old one, claims included.
    await database.write(async (tx) => {
      const rows = await tx.db.selectFrom('jobs').selectAll().execute()
      await beginGeneration(tx)
      await tx.db
        .insertInto('jobs')
        .values(rows.map((row) => ({ ...row, generation: row.generation + 1 })))
        .execute()
    })
    held.open()
    await runner.stop()
    expect(await total(database)).toBe(0)
  })
})
