import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Finish, JobKind, Transitions } from '../../src/jobs/job.ts'
import { CLAIM, JobRunner } from '../../src/jobs/runner.ts'
import type { Log } from '../../src/kernel/context.ts'
import type { Database } from '../../src/storage/database.ts'
import { BACKENDS, freshDatabase } from '../support/databases.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { SeededIds } from '../support/seeded-ids.ts'
import { addToTotal, createScratch, gate, getTotal } from './scratch.ts'

const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** What a test wants of the kind `item.add`; unnamed parts do what a healthy kind does. */
interface Wishes {
  work?: (payload: { by: number }) => Promise<void>
  finish?: Finish
  transitions?: Transitions
  clock?: ManualClock
  concurrency?: number
}

let seeds = 0

function runnerOn(database: Database, wishes: Wishes = {}): JobRunner {
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
    clock: wishes.clock ?? new ManualClock(),
    ids: new SeededIds(++seeds),
    log: QUIET,
    kinds: [kind],
    transitions: wishes.transitions ?? 'instant',
    concurrency: wishes.concurrency ?? 16,
  })
  onTestFinished(() => runner.stop())
  return runner
}

function add(runner: JobRunner, database: Database, by = 1, resourceId = 'o'): Promise<void> {
  return database.write((tx) =>
    runner.enqueue(tx, { kind: 'item.add', resourceId, payload: { by } }),
  )
}

async function total(database: Database): Promise<number> {
  return (await database.read((tx) => tx.first(getTotal, { id: 'o' })))!.total
}

async function jobsLeft(database: Database): Promise<{ attempts: number; error: string | null }[]> {
  const rows = await database.read((tx) => tx.db.selectFrom('jobs').selectAll().execute())
  return rows.map((row) => ({ attempts: row.attempts, error: row.last_error }))
}

describe.each(BACKENDS)('jobs on $name', (backend) => {
  async function fresh(): Promise<Database> {
    const database = await freshDatabase(backend)
    await createScratch(database)
    return database
  }

  test('a job is done once its transaction is committed, and never when it is not', async () => {
    const database = await fresh()
    const runner = runnerOn(database)
    runner.start()
    await add(runner, database, 5)
    const undone = database.write(async (tx) => {
      await runner.enqueue(tx, { kind: 'item.add', resourceId: 'o', payload: { by: 100 } })
      throw new Error('on purpose')
    })
    await expect(undone).rejects.toThrow('on purpose')
    await runner.idle()
    expect(await total(database)).toBe(5)
    expect(await jobsLeft(database)).toEqual([])
  })

  test('a kind that nobody does is refused when it is asked for', async () => {
    const database = await fresh()
    const runner = runnerOn(database)
    const unit = database.write((tx) =>
      runner.enqueue(tx, { kind: 'item.burn', resourceId: 'o', payload: {} }),
    )
    await expect(unit).rejects.toThrow("nobody does jobs of kind 'item.burn'")
  })

  test('two runners side by side finish each of 100 jobs exactly once', async () => {
    const database = await fresh()
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
    const database = await fresh()
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
    await vi.waitFor(() => expect(begun).toEqual(['dying']))
    const clock = new ManualClock()
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
    await vi.waitFor(() => expect(begun).toEqual(['dying', 'heir']))
    dyingHeld.open()
    await dying.stop()
    expect(await total(database)).toBe(0)
    heirHeld.open()
    await heir.idle()
    expect(await total(database)).toBe(1)
  })

  test('work that takes longer than a claim is not taken away', async () => {
    const database = await fresh()
    const clock = new ManualClock()
    const held = gate()
    let begun = 0
    const work = (): Promise<void> => {
      begun++
      return held.opened
    }
    const owner = runnerOn(database, { clock, work })
    owner.start()
    await add(owner, database)
    await vi.waitFor(() => expect(begun).toBe(1))
    const other = runnerOn(database, { clock, work })
    if (backend.dialect === 'postgres') other.start()
    for (let step = 0; step < 9; step++) {
      const before = await claimEnd(database)
      clock.advance(CLAIM / 3)
      await vi.waitFor(async () => expect(await claimEnd(database)).not.toBe(before))
      if (backend.dialect === 'postgres') await other.idle()
    }
    expect(begun).toBe(1)
    held.open()
    await owner.idle()
    expect(await total(database)).toBe(1)
  })

  test('work that fails is tried again, later each time', async () => {
    const database = await fresh()
    const clock = new ManualClock()
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
    expect(await jobsLeft(database)).toEqual([{ attempts: 1, error: 'failure 1' }])
    for (const seconds of [1, 2, 4]) {
      clock.advance(seconds * 1000)
      await runner.idle()
    }
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([1000, 2000, 4000])
    expect(await total(database)).toBe(1)
    expect(await jobsLeft(database)).toEqual([])
  })

  test('work that keeps failing is given up, and the resource hears of it once', async () => {
    const database = await fresh()
    const clock = new ManualClock()
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
    const database = await fresh()
    const clock = new ManualClock()
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

  test('manual: jobs wait until they are advanced, all or by resource', async () => {
    const database = await fresh()
    const clock = new ManualClock()
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
    const database = await fresh()
    const clock = new ManualClock()
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
    const database = await fresh()
    const clock = new ManualClock()
    const runner = runnerOn(database, { clock })
    runner.start()
    await database.write((tx) =>
      runner.enqueue(tx, {
        kind: 'item.add',
        resourceId: 'o',
        payload: { by: 1 },
        runAt: clock.now() + 5000,
      }),
    )
    await runner.idle()
    expect(await total(database)).toBe(0)
    expect(clock.waiting).toBe(1)
    await vi.waitFor(async () => {
      clock.advance(1000)
      expect(await total(database)).toBe(1)
    })
  })

  test('jobs held by a manual run go on when the next one is not', async () => {
    const database = await fresh()
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

  test('no more jobs are under way than allowed, nobody asks in vain, and stop waits for those', async () => {
    const database = await fresh()
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
    await vi.waitFor(() => expect(begun).toBe(2))
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

async function claimEnd(database: Database): Promise<string> {
  const { run_at } = await database.read((tx) =>
    tx.db.selectFrom('jobs').select('run_at').executeTakeFirstOrThrow(),
  )
  return run_at
}
