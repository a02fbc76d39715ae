/** A flood of jobs of one kind holds up no other kind, and finding work stays cheap. */
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { jobKind, jobWork, type JobKind, type JobWork } from '../../../src/jobs/job.ts'
import { claimJobs, nextRuns } from '../../../src/jobs/store.ts'
import type { Database, Statement } from '../../../src/storage/database.ts'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { gate } from '../scratch.ts'
import { ADD, addJob, freshCounter, runnerOn } from './counting.ts'

const FLOOD = jobKind({ ...ADD, name: 'item.flood' })
const DRIP = jobKind({ ...ADD, name: 'item.drip' })

function does(kind: JobKind<{ by: number }>, work: () => Promise<void>): JobWork {
  return jobWork(kind, {
    steps: { work: { do: work } },
    finish: async () => {},
    failed: async () => {},
  })
}

describe.each(BACKENDS)('kinds of jobs on $name', (backend) => {
  test('one that waits in masses leaves hands to another, even where its jobs never end', async () => {
    const database = await freshCounter(backend)
    const held = gate()
    let [flooding, dripped] = [0, 0]
    const runner = runnerOn(database, {
      concurrency: 4,
      held,
      works: [
        does(FLOOD, () => {
          flooding++
          return held.opened
        }),
        does(DRIP, async () => void dripped++),
      ],
    })
    runner.start()
    for (let i = 0; i < 20; i++) await addJob(runner, database, FLOOD, { by: 1 })
    await eventually(() => expect(flooding).toBe(3))
    await addJob(runner, database, DRIP, { by: 1 })
    await eventually(() => expect(dripped).toBe(1))
    expect(flooding).toBe(3)
    held.open()
    await runner.idle()
    expect([flooding, dripped]).toEqual([20, 1])
  })

  test('a job comes before 100,000 of another kind that were there first', async () => {
    const database = await freshCounter(backend)
    await waiting(database, FLOOD.name, 100_000)
    let [flooded, dripped] = [0, 0]
    const runner = runnerOn(database, {
      works: [does(FLOOD, async () => void flooded++), does(DRIP, async () => void dripped++)],
    })
    await addJob(runner, database, DRIP, { by: 1 })
    runner.start()
    await eventually(() => expect(dripped).toBe(1))
    await runner.stop()
    expect(flooded).toBeLessThan(100)
    const parameters = { kinds: [FLOOD.name, DRIP.name] }
    expect(await planOf(database, nextRuns, parameters)).toMatch(/jobs_due/)
    const claim = { kind: DRIP.name, claim: 'c', limit: 16, ...{ now: 'n', until: 'u' } }
    expect(await planOf(database, claimJobs, claim)).toMatch(/jobs_due/)
  })
})

/** Adds so many jobs that are due, each of a resource of its own. */
async function waiting(database: Database, kind: string, count: number): Promise<void> {
  const numbers =
    database.dialect === 'postgres'
      ? sql`select n from generate_series(1, ${sql.lit(count)}) as numbers(n)`
      : sql`with recursive numbers(n) as (
          select 1 union all select n + 1 from numbers where n < ${sql.lit(count)}
        ) select n from numbers`
  await database.write((tx) =>
    sql`
      insert into jobs (state, kind, version, resource_id, payload, generation, run_at, followed,
        failures, created_at)
      select 'first', ${sql.lit(kind)}, 1, 'flood-' || n, '{"by":1}', 1, '2025-01-01T00:00:00.000Z',
        0, 0, '2025-01-01T00:00:00.000Z'
      from (${numbers}) as numbered`.execute(tx.db),
  )
  if (database.dialect === 'postgres') {
    await database.write((tx) => sql`analyze jobs`.execute(tx.db))
  }
}

/** How the database finds what a statement asks for. */
async function planOf<P>(
  database: Database,
  statement: Statement<P, unknown>,
  parameters: P,
): Promise<string> {
  const { sql: text, slots } = statement.compiled(database.dialect)
  const postgres = database.dialect === 'postgres'
  const values = slots.map(({ name, list, constant }) => {
    const value = name === undefined ? constant : (parameters as Record<string, unknown>)[name]
    if (!list) return value
    return postgres ? `{${(value as string[]).join(',')}}` : JSON.stringify(value)
  })
  const pieces = text.split(postgres ? /\$\d+/ : '?')
  const query = sql.join(
    pieces.flatMap((piece, index) =>
      index === 0 ? [sql.raw(piece)] : [sql.lit(values[index - 1]), sql.raw(piece)],
    ),
    sql``,
  )
  const explain = postgres ? sql`explain ${query}` : sql`explain query plan ${query}`
  return database.write(async (tx) => JSON.stringify((await explain.execute(tx.db)).rows))
}
