import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { DatabaseUnavailable, NoAnswer } from '../../src/storage/errors.ts'
import { CannotOpenDatabase, openDatabase } from '../../src/storage/open.ts'
import { lockRow } from '../../src/storage/locks.ts'
import { statement } from '../../src/storage/statement.ts'
import type { Tables } from '../../src/storage/tables.ts'
import { BACKENDS, openForTest } from '../support/databases.ts'
import { Wire } from '../support/wire.ts'
import {
  addToTotal,
  committedItems,
  createScratch,
  gate,
  getTotal,
  insertItem,
  item,
  listItems,
  scratch,
} from './scratch.ts'

const backend = BACKENDS.find(({ dialect }) => dialect === 'postgres')!

async function fresh(): Promise<{ database: Database; url: string }> {
  const url = await backend.url('migrated')
  const database = await openForTest(url)
  await createScratch(database)
  return { database, url }
}

/** Ends every other connection to the database, as an operator or a failover would. */
async function terminateOthers(database: Database): Promise<void> {
  await database.write((tx) =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(tx.db),
  )
}

test('connections lost while idle cost nothing', async () => {
  const { database, url } = await fresh()
  await Promise.all(Array.from({ length: 20 }, () => committedItems(database)))
  const operator = await openForTest(url)
  await terminateOthers(operator)
  expect(await committedItems(database)).toBe(0)
  await terminateOthers(operator)
  await database.write((tx) => tx.run(insertItem, item('a')))
  expect(await committedItems(database)).toBe(1)
})

test('a unit whose connection is lost before its commit runs again, and counts once', async () => {
  const { database, url } = await fresh()
  const operator = await openForTest(url)
  const called: number[] = []
  let runs = 0
  await database.write(async (tx) => {
    const run = ++runs
    tx.afterCommit(() => called.push(run))
    await tx.run(addToTotal, { id: 'o', by: 1 })
    if (run < 3) await terminateOthers(operator)
    await tx.run(addToTotal, { id: 'o', by: 10 })
  })
  expect(runs).toBe(3)
  expect(called).toEqual([3])
  expect(await database.read((tx) => tx.first(getTotal, { id: 'o' }))).toEqual({ total: 11 })
})

test('units that refer to a row wait for their turn at it, not for each other', async () => {
  const { database } = await fresh()
  const bothRefer = gate()
  const counts: number[] = []
  let runs = 0
  const unit = (key: string) =>
    database.write(async (tx) => {
      await tx.run(insertItem, item(key))
      if (++runs === 2) bothRefer.open()
      await bothRefer.opened
      await lockRow(tx, 'owners' as keyof Tables, { id: 'o' }, 'turn')
      counts.push((await tx.all(listItems, { owner: 'o' })).length)
    })
  await Promise.all([unit('a'), unit('b')])
  expect(runs).toBe(2)
  expect(counts).toEqual([1, 2])
})

test('a connection lost in every run is told, not tried for ever', async () => {
  const { database, url } = await fresh()
  const operator = await openForTest(url)
  let runs = 0
  const unit = database.write(async (tx) => {
    runs++
    await terminateOthers(operator)
    await tx.run(addToTotal, { id: 'o', by: 1 })
  })
  await expect(unit).rejects.toThrow(DatabaseUnavailable)
  expect(runs).toBe(9)
})

test('two units that lock rows in opposite order both succeed', async () => {
  const { database } = await fresh()
  await database.write((tx) =>
    scratch(tx.db).insertInto('owners').values({ id: 'p', total: 0 }).execute(),
  )
  const first = gate()
  const second = gate()
  const both = Promise.all([
    database.write(async (tx) => {
      await tx.run(addToTotal, { id: 'o', by: 1 })
      first.open()
      await second.opened
      await tx.run(addToTotal, { id: 'p', by: 1 })
    }),
    database.write(async (tx) => {
      await tx.run(addToTotal, { id: 'p', by: 10 })
      second.open()
      await first.opened
      await tx.run(addToTotal, { id: 'o', by: 10 })
    }),
  ])
  await both
  expect(await database.read((tx) => tx.first(getTotal, { id: 'o' }))).toEqual({ total: 11 })
  expect(await database.read((tx) => tx.first(getTotal, { id: 'p' }))).toEqual({ total: 11 })
})

test('a server that goes away is DatabaseUnavailable, and recovery needs nothing', async () => {
  const { url } = await fresh()
  const wire = await Wire.to(url)
  const database = await openForTest(wire.url)
  expect(await committedItems(database)).toBe(0)
  await wire.cut()
  await expect(database.ping()).rejects.toThrow(DatabaseUnavailable)
  await expect(committedItems(database)).rejects.toThrow(DatabaseUnavailable)
  const unit = database.write((tx) => tx.run(insertItem, item('a')))
  await expect(unit).rejects.toThrow(DatabaseUnavailable)
  await wire.mend()
  await database.ping()
  await database.write((tx) => tx.run(insertItem, item('a')))
  expect(await committedItems(database)).toBe(1)
})

test('a server that falls silent costs one try, and recovery needs nothing', async () => {
  const { url } = await fresh()
  const wire = await Wire.to(url)
  const database = await openForTest(`${wire.url}?query_timeout=500`)
  wire.silence()
  await expect(committedItems(database)).rejects.toThrow(NoAnswer)
  await wire.mend()
  let runs = 0
  const unit = database.write(async (tx) => {
    runs++
    await tx.run(insertItem, item('a'))
    wire.silence()
    // What it makes of the error must not hide that the connection is of no use any more.
    await tx.run(insertItem, item('b')).catch(() => {
      throw new Error('no')
    })
  })
  await expect(unit).rejects.toThrow(NoAnswer)
  expect(runs).toBe(1)
  await wire.mend()
  expect(await committedItems(database)).toBe(0)
})

test('connect_timeout in the URL says for how many seconds a silent server is waited for', async () => {
  const wire = await Wire.to(await backend.url('empty'))
  wire.silence()
  const started = performance.now()
  const opening = openDatabase({ url: `${wire.url}?connect_timeout=1` })
  await expect(opening).rejects.toThrow(CannotOpenDatabase)
  const waited = performance.now() - started
  expect(waited).toBeGreaterThan(900)
  expect(waited).toBeLessThan(4_500)
})

test('a table migrated by another replica does not break prepared statements', async () => {
  const { database } = await fresh()
  const everything = statement((db, p: { id: string }) =>
    scratch(db).selectFrom('owners').selectAll().where('id', '=', p.id),
  )
  const read = () => database.read((tx) => tx.first(everything, { id: 'o' }))
  await Promise.all([read(), read(), read()])
  await database.write((tx) =>
    tx.db.schema.alterTable('owners').addColumn('note', 'text').execute(),
  )
  expect(await Promise.all([read(), read(), read()])).toEqual(
    Array.from({ length: 3 }, () => ({ id: 'o', total: 0, note: null })),
  )
})

test.each([
  ['nothing listens', (url: URL) => (url.port = '1'), /at 127\.0\.0\.1:1: .*ECONNREFUSED/],
  ['wrong password', (url: URL) => (url.password = 'x'), /refused the login/],
  [
    'no such database',
    (url: URL) => (url.pathname = '/nowhere'),
    /"nowhere" does not exist; create/,
  ],
])('opening says why it cannot: %s', async (_, spoil, message) => {
  const url = new URL(await backend.url('empty'))
  spoil(url)
  const opening = openDatabase({ url: url.href })
  await expect(opening).rejects.toThrow(CannotOpenDatabase)
  await expect(opening).rejects.toThrow(message)
})
