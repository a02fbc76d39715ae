import { describe, expect, test } from 'vitest'
import { BACKENDS } from '../../support/databases.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { add, freshCounter, jobsLeft, runnerOn, total } from './counting.ts'

describe.each(BACKENDS)('jobs that fail on $name', (backend) => {
  test('work that fails is tried again, later each time', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const times: number[] = []
    const runner = runnerOn(database, {
      clock,
      work: async () => {
        times.push(clock.now())
        if (times.length < 4) throw new Error(`failure ${times.length}`)
      },
    })
    runner.start()
    await add(runner, database)
    await runner.idle()
    expect(await jobsLeft(database)).toEqual([{ failures: 1, error: 'failure 1' }])
    for (const seconds of [1, 2, 4]) {
      clock.advance(seconds * 1000)
      await runner.idle()
    }
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([1000, 2000, 4000])
    expect(await total(database)).toBe(1)
    expect(await jobsLeft(database)).toEqual([])
  })

  test('work that keeps failing is given up, and the resource hears of it once', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    let tries = 0
    const runner = runnerOn(database, {
      clock,
      work: async () => {
        tries++
        throw new Error('no luck')
      },
    })
    runner.start()
    await add(runner, database)
    for (let step = 0; step < 10; step++) {
      await runner.idle()
      clock.advance(60_000)
    }
    expect(tries).toBe(5)
    expect(await total(database)).toBe(-1000)
    expect(await jobsLeft(database)).toEqual([])
  })

  test('a finish that throws leaves nothing behind and is tried again', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    let finishes = 0
    const runner = runnerOn(database, {
      clock,
      finish: async () => {
        if (++finishes === 1) throw new Error('on purpose')
      },
    })
    runner.start()
    await add(runner, database)
    await runner.idle()
    expect(await total(database)).toBe(0)
    clock.advance(1000)
    await runner.idle()
    expect(await total(database)).toBe(1)
  })
})
