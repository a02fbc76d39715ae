import { describe, expect, test } from 'vitest'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { add, freshCounter, runnerOn, total } from './counting.ts'

describe.each(BACKENDS)('jobs that wait on $name', (backend) => {
  test('manual: jobs wait until they are advanced, all or by resource', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const runner = runnerOn(database, { clock, transitions: 'manual' })
    runner.start()
    await add(runner, database, 1, 'a')
    await add(runner, database, 10, 'b')
    await add(runner, database, 100, 'c')
    clock.advance(24 * 3600 * 1000)
    await runner.idle()
    expect(await total(database)).toBe(0)
    expect(await runner.advance({ resourceId: 'b' })).toBe(1)
    await runner.idle()
    expect(await total(database)).toBe(10)
    expect(await runner.advance({ kind: 'other' })).toBe(0)
    expect(await runner.advance()).toBe(2)
    await runner.idle()
    expect(await total(database)).toBe(111)
  })

  test('realistic: a job takes as long as its kind says', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const runner = runnerOn(database, { clock, transitions: 'realistic' })
    runner.start()
    await add(runner, database)
    clock.advance(1999)
    await runner.idle()
    expect(await total(database)).toBe(0)
    clock.advance(2001)
    await runner.idle()
    expect(await total(database)).toBe(1)
  })

  test('what waits for its time is begun by the clock, without being asked for', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const runner = runnerOn(database, { clock, transitions: 'realistic' })
    runner.start()
    await add(runner, database)
    await runner.idle()
    expect(await total(database)).toBe(0)
    expect(clock.waiting).toBe(1)
    await eventually(async () => {
      clock.advance(1000)
      expect(await total(database)).toBe(1)
    })
  })

  test('jobs held by a manual run go on when the next one is not', async () => {
    const database = await freshCounter(backend)
    const manual = runnerOn(database, { transitions: 'manual' })
    manual.start()
    await add(manual, database)
    await manual.idle()
    await manual.stop()
    const next = runnerOn(database)
    next.start()
    await next.idle()
    expect(await total(database)).toBe(1)
  })
})
