import { Type as T } from 'typebox'
import { describe, expect, test } from 'vitest'
import { jobKind } from '../../../src/jobs/job.ts'
import { CLAIM } from '../../../src/jobs/claims.ts'
import type { Database } from '../../../src/storage/database.ts'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { gate } from '../scratch.ts'
import { ADD, add, claimEnd, freshCounter, jobsLeft, runnerOn, total } from './counting.ts'

const BURN = jobKind({ ...ADD, name: 'item.burn', payload: T.Object({}) })

describe.each(BACKENDS)('doing jobs on $name', (backend) => {
  test('a job is done once its transaction is committed, and never when it is not', async () => {
    const database = await freshCounter(backend)
    const runner = runnerOn(database)
    runner.start()
    await add(runner, database, 5)
    const undone = database.write(async (tx) => {
      await runner.enqueue(tx, ADD, { resourceId: 'o', payload: { by: 100 }, requestId: null })
      throw new Error('on purpose')
    })
    await expect(undone).rejects.toThrow('on purpose')
    await runner.idle()
    expect(await total(database)).toBe(5)
    expect(await jobsLeft(database)).toEqual([])
  })

  test('a step that takes long is broken off when the runner stops, and has not failed', async () => {
    const database = await freshCounter(backend)
    let begun = 0
    const runner = runnerOn(database, {
      work: (_payload, signal) => {
        begun++
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        })
      },
    })
    runner.start()
    await add(runner, database)
    await eventually(() => expect(begun).toBe(1))
    await runner.stop()
    expect(await total(database)).toBe(0)
    expect(await jobsLeft(database)).toMatchObject([{ failures: 0, error: 'the process ends' }])
  })

  test('a kind that nobody does is refused when it is asked for', async () => {
    const database = await freshCounter(backend)
    const runner = runnerOn(database)
    const unit = database.write((tx) =>
      runner.enqueue(tx, BURN, { resourceId: 'o', payload: {}, requestId: null }),
    )
    await expect(unit).rejects.toThrow("nobody does jobs of kind 'item.burn'")
  })

  test('two runners side by side finish each of 100 jobs exactly once', async () => {
    const database = await freshCounter(backend)
    const works = { first: 0, second: 0 }
    const first = runnerOn(database, { work: async () => void works.first++, concurrency: 4 })
    const second = runnerOn(database, { work: async () => void works.second++, concurrency: 4 })
    await Promise.all(Array.from({ length: 100 }, () => add(first, database)))
    first.start()
    second.start()
    await Promise.all([first.idle(), second.idle()])
    expect(await total(database)).toBe(100)
    expect(works.first + works.second).toBe(100)
    expect(Math.min(works.first, works.second)).toBeGreaterThan(0)
  })

  test('the job of a worker that died is done by another, and only that one counts', async () => {
    const database = await freshCounter(backend)
    const [dyingHeld, heirHeld] = [gate(), gate()]
    const begun: string[] = []
    // Its clock stands still, so it does not renew its claim.
    const dying = runnerOn(database, {
      work: () => {
        begun.push('dying')
        return dyingHeld.opened
      },
    })
    dying.start()
    await add(dying, database)
    await eventually(() => expect(begun).toEqual(['dying']))
    const clock = new ManualProcessClock()
    const heir = runnerOn(database, {
      clock,
      work: () => {
        begun.push('heir')
        return heirHeld.opened
      },
    })
    heir.start()
    if (backend.dialect === 'postgres') {
      await heir.idle()
      expect(begun).toEqual(['dying'])
      clock.advance(CLAIM + 1)
    }
    // One process has an SQLite file: whoever held a claim there when it starts is dead.
    await eventually(() => expect(begun).toEqual(['dying', 'heir']))
    dyingHeld.open()
    await dying.stop()
    expect(await total(database)).toBe(0)
    heirHeld.open()
    await heir.idle()
    expect(await total(database)).toBe(1)
  })

  test('work that takes longer than a claim is not taken away', async () => {
    const database = await freshCounter(backend)
    const clock = new ManualProcessClock()
    const held = gate()
    let begun = 0
    const work = (): Promise<void> => {
      begun++
      return held.opened
    }
    const owner = runnerOn(database, { clock, work })
    owner.start()
    await add(owner, database)
    await eventually(() => expect(begun).toBe(1))
    const other = runnerOn(database, { clock, work })
    if (backend.dialect === 'postgres') other.start()
    for (let step = 0; step < 9; step++) {
      const before = await claimEnd(database)
      clock.advance(CLAIM / 3)
      await eventually(async () => expect(await claimEnd(database)).not.toBe(before))
      if (backend.dialect === 'postgres') await other.idle()
    }
    expect(begun).toBe(1)
    held.open()
    await owner.idle()
    expect(await total(database)).toBe(1)
  })

  test('no more jobs are under way than allowed, nobody asks in vain, and stop waits for those', async () => {
    const database = await freshCounter(backend)
    const held = gate()
    let begun = 0
    let reads = 0
    const counting: Database = {
      dialect: database.dialect,
      committed: database.committed,
      read: (unit) => {
        reads++
        return database.read(unit)
      },
      snapshot: (unit) => database.snapshot(unit),
      write: (unit) => database.write(unit),
      ping: () => database.ping(),
      close: () => database.close(),
    }
    const runner = runnerOn(counting, {
      concurrency: 2,
      work: () => {
        begun++
        return held.opened
      },
    })
    runner.start()
    await Promise.all(Array.from({ length: 5 }, () => add(runner, database)))
    await eventually(() => expect(begun).toBe(2))
    const before = reads
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(reads - before).toBeLessThan(10)
    let stopped = false
    const stopping = runner.stop().then(() => (stopped = true))
    await database.ping()
    expect(stopped).toBe(false)
    held.open()
    await stopping
    expect(begun).toBe(2)
    expect(await total(database)).toBe(2)
    expect(await jobsLeft(database)).toHaveLength(3)
  })
})
