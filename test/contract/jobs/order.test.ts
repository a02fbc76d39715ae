/** Jobs of one resource are done one after the other, in the order in which they were added. */
import { describe, expect, test } from 'vitest'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { gate } from '../scratch.ts'
import { ADD, add, freshCounter, jobsLeft, runnerOn, total } from './counting.ts'

describe.each(BACKENDS)('jobs of one resource on $name', (backend) => {
  test('are done in order and never at once, while those of others go on', async () => {
    const database = await freshCounter(backend)
    const held = gate()
    const order: number[] = []
    const runner = runnerOn(database, {
      held,
      work: async ({ by }) => {
        order.push(by)
        if (by === 1) await held.opened
      },
    })
    runner.start()
    for (const by of [1, 2, 3]) await add(runner, database, by, 'one')
    await add(runner, database, 100, 'another')
    await eventually(async () => expect(await total(database)).toBe(100))
    expect(order.filter((by) => by < 100)).toEqual([1])
    held.open()
    await runner.idle()
    expect(order.filter((by) => by < 100)).toEqual([1, 2, 3])
    expect(await total(database)).toBe(106)
    expect(await jobsLeft(database)).toEqual([])
  })

  test('wait for one that is tried again', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const order: number[] = []
    const runner = runnerOn(database, {
      clock,
      work: async ({ by }) => {
        order.push(by)
        if (order.length === 1) throw new Error('no luck')
      },
    })
    runner.start()
    await add(runner, database, 1, 'one')
    await add(runner, database, 2, 'one')
    await runner.idle()
    expect(order).toEqual([1])
    clock.advance(1000)
    await runner.idle()
    expect(order).toEqual([1, 1, 2])
  })

  test('come after one that was given up', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const runner = runnerOn(database, {
      clock,
      work: async ({ by }) => {
        if (by === 1) throw new Error('no luck')
      },
    })
    runner.start()
    await add(runner, database, 1, 'one')
    await add(runner, database, 2, 'one')
    await eventually(async () => {
      await runner.idle()
      clock.advance(60_000)
      expect(await total(database)).toBe(-998)
    })
  })

  test('never stay behind, though they are added while others end', async () => {
    const database = await freshCounter(backend)
    let doing = 0
    let most = 0
    const work = async (): Promise<void> => {
      most = Math.max(most, ++doing)
      await database.ping()
      doing--
    }
    const runners = [runnerOn(database, { work }), runnerOn(database, { work })]
    for (const runner of backend.dialect === 'postgres' ? runners : runners.slice(0, 1)) {
      runner.start()
    }
    const adding = Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 25; i++) await add(runners[0]!, database, 1, 'one')
    })
    await Promise.all(adding)
    await eventually(async () => expect(await total(database)).toBe(100))
    expect(most).toBe(1)
    expect(await jobsLeft(database)).toEqual([])
  })

  test('that two transactions add at once are one behind the other', async () => {
    const database = await freshCounter(backend)
    const begun: number[] = []
    const held = gate()
    const runner = runnerOn(database, {
      held,
      work: ({ by }) => {
        begun.push(by)
        return held.opened
      },
    })
    const unit = (by: number) =>
      database.write(async (tx) => {
        await runner.enqueue(tx, ADD, { resourceId: 'one', payload: { by }, requestId: null })
        await runner.enqueue(tx, ADD, { resourceId: 'one', payload: { by }, requestId: null })
      })
    await Promise.all([unit(1), unit(2)])
    runner.start()
    await eventually(() => expect(begun).toHaveLength(1))
    await database.ping()
    expect(begun).toHaveLength(1)
    held.open()
    await runner.idle()
    expect(begun).toEqual([begun[0], begun[0], begun[2], begun[2]])
    expect(await total(database)).toBe(6)
  })
})
