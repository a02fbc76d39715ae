/** A claim lasts as long as its holder lives, and hardly longer (docs/adr/0008). */
import { describe, expect, test } from 'vitest'
import { CLAIM } from '../../../src/jobs/claims.ts'
import type { Database } from '../../../src/storage/database.ts'
import { DatabaseUnavailable } from '../../../src/storage/errors.ts'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { gate } from '../scratch.ts'
import { add, claimEnd, freshCounter, runnerOn, total } from './counting.ts'

/** `database`, and what its writers see when it is away. */
function watched(database: Database) {
  const seen = { writes: 0, ended: 0, away: false }
  const wrapped: Database = {
    dialect: database.dialect,
    committed: database.committed,
    read: (unit) => database.read(unit),
    snapshot: (unit) => database.snapshot(unit),
    write: (unit) => {
      seen.writes++
      const away = () => Promise.reject(new DatabaseUnavailable('away'))
      return (seen.away ? away() : database.write(unit)).finally(() => seen.ended++)
    },
    ping: () => database.ping(),
    close: () => database.close(),
  }
  return { seen, wrapped }
}

describe.each(BACKENDS)('claims on $name', (backend) => {
  test('what a killed process had in hand is taken up within six seconds', async () => {
    const database = await freshCounter(backend)
    const held = gate()
    let begun = 0
    // A clock that stands still renews nothing, as a process does that is gone.
    const killed = runnerOn(database, {
      work: () => {
        begun++
        return held.opened
      },
    })
    killed.start()
    await Promise.all(Array.from({ length: 20 }, () => add(killed, database)))
    await eventually(() => expect(begun).toBe(16))
    const clock = new ManualProcessClock()
    const heir = runnerOn(database, { clock })
    const started = clock.now()
    heir.start()
    await eventually(async () => {
      await heir.idle()
      clock.advance(100)
      expect(await total(database)).toBe(20)
    })
    expect(clock.now() - started).toBeLessThanOrEqual(6_000)
    held.open()
    await killed.stop()
    expect(await total(database)).toBe(20)
  })

  test('a process says that it lives in one statement, however much it has in hand', async () => {
    const database = await freshCounter(backend)
    const { seen, wrapped } = watched(database)
    const clock = new ManualProcessClock()
    const held = gate()
    let begun = 0
    const work = (): Promise<void> => {
      begun++
      return held.opened
    }
    const runner = runnerOn(wrapped, { clock, work })
    runner.start()
    await Promise.all(Array.from({ length: 10 }, () => add(runner, database)))
    await eventually(() => expect(begun).toBe(10))
    const before = seen.writes
    clock.advance(CLAIM / 3)
    expect(seen.writes - before).toBe(1)
    held.open()
    await runner.idle()
    expect(await total(database)).toBe(10)
  })

  test('a process that lost a claim does not renew it for whoever has the job now', async () => {
    const database = await freshCounter(backend)
    const held = gate()
    let begun = 0
    const work = (): Promise<void> => {
      begun++
      return held.opened
    }
    const clock = new ManualProcessClock()
    const { seen, wrapped } = watched(database)
    const silent = runnerOn(wrapped, { clock, work, held })
    silent.start()
    await add(silent, database)
    await eventually(() => expect(begun).toBe(1))
    const heir = runnerOn(database, {
      clock: new ManualProcessClock(clock.now() + CLAIM + 1),
      work,
      held,
    })
    heir.start()
    await eventually(() => expect(begun).toBe(2))
    const before = await claimEnd(database)
    const { ended } = seen
    clock.advance(CLAIM / 3)
    await eventually(() => expect(seen.ended).toBe(ended + 1))
    expect(await claimEnd(database)).toBe(before)
    held.open()
    await Promise.all([silent.stop(), heir.idle()])
    expect(await total(database)).toBe(1)
  })

  test('a process with nothing in hand says nothing', async () => {
    const database = await freshCounter(backend)
    const { seen, wrapped } = watched(database)
    const clock = new ManualProcessClock()
    const runner = runnerOn(wrapped, { clock })
    runner.start()
    await add(runner, database)
    await runner.idle()
    const before = seen.writes
    clock.advance(10 * CLAIM)
    await runner.idle()
    expect(seen.writes).toBe(before)
  })

  test('a job whose end could not be recorded is done again, though its fellows go on', async () => {
    const database = await freshCounter(backend)
    const { seen, wrapped } = watched(database)
    const clock = new ManualProcessClock()
    const held = gate()
    let tries = 0
    const runner = runnerOn(wrapped, {
      clock,
      work: async ({ by }) => {
        if (by === 100) return held.opened
        seen.away = ++tries === 1
      },
    })
    await Promise.all([add(runner, database), add(runner, database, 100)])
    runner.start()
    await eventually(() => expect(tries).toBe(1))
    await eventually(() => expect(runner.underWay).toBe(1))
    seen.away = false
    await eventually(async () => {
      clock.advance(CLAIM / 3)
      expect(await total(database)).toBe(1)
    })
    held.open()
    await runner.idle()
    expect(await total(database)).toBe(101)
  })
})
