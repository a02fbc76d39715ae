import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { ManualProcessClock } from '../../test/support/manual-clock.ts'
import { DatabaseUnavailable, DiskFull, ForeignKeyViolation, UnitTooLong } from './errors.ts'
import { CannotOpenDatabase, openDatabase } from './open.ts'
import { SqliteDatabase } from './sqlite.ts'
import { rememberedStatement } from './statement.ts'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'stackling-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function fresh(): Promise<SqliteDatabase> {
  const database = new SqliteDatabase(join(directory(), 'state.db'))
  onTestFinished(() => database.close())
  await exec(database, 'create table t (id integer primary key, text text) strict')
  return database
}

async function exec(database: SqliteDatabase, text: string): Promise<unknown[]> {
  return database.write(async (tx) => (await sql.raw(text).execute(tx.db)).rows)
}

async function ids(database: SqliteDatabase): Promise<unknown[]> {
  const { rows } = await database.read((tx) =>
    sql<{ id: number }>`select id from t order by id`.execute(tx.db),
  )
  return rows.map(({ id }) => id)
}

test('a full disk fails the unit that needs the room, as DiskFull, and reads go on', async () => {
  const database = await fresh()
  await exec(database, 'pragma max_page_count = 20')
  const small = exec(database, `insert into t values (1, 'a')`)
  const large = exec(database, `insert into t values (2, hex(zeroblob(1000000)))`)
  await expect(large).rejects.toThrow(DiskFull)
  const [first] = await Promise.allSettled([small])
  expect(await ids(database)).toEqual(first.status === 'fulfilled' ? [1] : [])
  await exec(database, 'pragma max_page_count = 100000')
  await exec(database, `insert into t values (2, hex(zeroblob(1000000)))`)
  expect(await ids(database)).toContain(2)
})

test('a commit that fails fails every unit of it, keeps nothing, and the next one works', async () => {
  const database = await fresh()
  await exec(
    database,
    'create table u (id integer references t (id) deferrable initially deferred) strict',
  )
  const called: string[] = []
  const units = await Promise.allSettled([
    database.write(async (tx) => {
      tx.afterCommit(() => called.push('a'))
      await sql`insert into t values (1, 'a')`.execute(tx.db)
    }),
    exec(database, 'insert into u values (99)'),
  ])
  expect(units.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(units[0]).toMatchObject({ reason: expect.any(ForeignKeyViolation) })
  expect(called).toEqual([])
  expect(await ids(database)).toEqual([])
  await exec(database, `insert into t values (1, 'a')`)
  expect(await ids(database)).toEqual([1])
})

test('when SQLite itself ends the transaction, no unit of it is taken for committed', async () => {
  const database = await fresh()
  await exec(database, `insert into t values (1, 'a')`)
  const units = await Promise.allSettled([
    exec(database, `insert into t values (2, 'b')`),
    database.write(async (tx) => {
      // Rolls back everything, as SQLite does by itself when it runs out of memory or of disk.
      await sql`insert or rollback into t values (1, 'c')`.execute(tx.db).catch(() => {})
      // Without its transaction this would be committed at once and on its own.
      await sql`insert into t values (3, 'd')`.execute(tx.db)
    }),
    exec(database, `insert into t values (4, 'e')`),
  ])
  expect(units.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(units[0]).toMatchObject({ reason: expect.any(DatabaseUnavailable) })
  expect(await ids(database)).toEqual([1, 4])
})

test('units that arrive together share a commit: none is answered before the last has run', async () => {
  const database = await fresh()
  const events: string[] = []
  const unit = async (id: number): Promise<void> => {
    await database.write(async (tx) => {
      tx.afterCommit(() => events.push('committed'))
      await sql`insert into t values (${id}, 'a')`.execute(tx.db)
      events.push('ran')
    })
    events.push('answered')
  }
  // Each in a callback of its own, as requests are that come in on many sockets.
  await Promise.all(
    Array.from(
      { length: 100 },
      (_, id) => new Promise((resolve) => setImmediate(() => resolve(unit(id)))),
    ),
  )
  expect(events.indexOf('committed')).toBe(100)
  expect(events.lastIndexOf('ran')).toBe(99)
  expect(events.indexOf('answered')).toBeGreaterThan(100)
})

test('a unit that waits for another one is undone, and the others go on', async () => {
  const clock = new ManualProcessClock()
  const database = new SqliteDatabase(join(directory(), 'state.db'), clock)
  onTestFinished(() => database.close())
  await exec(database, 'create table t (id integer) strict')
  const stuck = database.write(async (tx) => {
    await sql`insert into t values (1)`.execute(tx.db)
    await exec(database, 'insert into t values (2)')
    await sql`insert into t values (3)`.execute(tx.db)
  })
  const other = exec(database, 'insert into t values (4)')
  await eventually(() => expect(clock.waiting).toBe(1))
  clock.advance(10_000)
  await expect(stuck).rejects.toThrow(UnitTooLong)
  await other
  expect(await ids(database)).toEqual([2, 4])
})

test('an acknowledged change is in the file, without the process closing it', async () => {
  const path = join(directory(), 'state.db')
  const database = new SqliteDatabase(path)
  onTestFinished(() => database.close())
  await exec(database, 'create table t (id integer) strict')
  await exec(database, 'insert into t values (1)')
  const other = new SqliteDatabase(path)
  onTestFinished(() => other.close())
  expect(await ids(other)).toEqual([1])
})

test('a row that is remembered is found once, and again after a commit of anybody', async () => {
  const path = join(directory(), 'state.db')
  const database = new SqliteDatabase(path)
  onTestFinished(() => database.close())
  await exec(database, 'create table t (id text, tags text) strict')
  await exec(database, `insert into t values ('a', '1,2'), ('b', '3')`)
  const other = new BetterSqlite(path)
  onTestFinished(() => void other.close())
  const tagged = rememberedStatement(
    (_db, p: { id: string }) => sql<{ tags: string }>`select tags from t where id = ${p.id}`,
    ({ tags }) => ({ tags: tags.split(',') }),
  )
  const find = (id: string) => database.read((tx) => tx.first(tagged, { id }))
  const first = await find('a')
  expect(first).toEqual({ tags: ['1', '2'] })
  expect(await find('b')).toEqual({ tags: ['3'] })
  await nextTurn()
  expect(await find('a')).toBe(first)
  expect(() => first!.tags.push('3')).toThrow('not extensible')
  await exec(database, `update t set tags = '4' where id = 'a'`)
  expect(await find('a')).toEqual({ tags: ['4'] })
  other.exec(`delete from t where id = 'a'`)
  await nextTurn()
  expect(await find('a')).toBeUndefined()
  other.exec(`insert into t values ('a', '5')`)
  await nextTurn()
  expect(await find('a')).toEqual({ tags: ['5'] })
})

test('of many rows the last ones are remembered', async () => {
  const path = join(directory(), 'state.db')
  const database = new SqliteDatabase(path)
  onTestFinished(() => database.close())
  const same = rememberedStatement(
    (_db, p: { id: string }) => sql<{ id: string }>`select ${p.id} as id`,
    (row) => row,
  )
  const find = (id: string) => database.read((tx) => tx.first(same, { id }))
  const early = await find('0')
  for (let i = 1; i < 2000; i++) await find(String(i))
  expect(await find('1999')).toBe(await find('1999'))
  expect(await find('0')).not.toBe(early)
  expect(await find('0')).toEqual({ id: '0' })
})

test.each([
  ['foreign_keys', 1],
  ['synchronous', 2],
  ['journal_mode', 'wal'],
])('%s is what durability and integrity need', async (pragma, value) => {
  const database = await fresh()
  expect(await exec(database, `pragma ${pragma}`)).toEqual([{ [pragma]: value }])
})

test('opening says why it cannot', async () => {
  const path = join(directory(), 'state.db')
  writeFileSync(path, 'this is a letter, not a database, and it is long enough to be sure of it')
  const opening = openDatabase({ url: `sqlite:${path}` })
  await expect(opening).rejects.toThrow(CannotOpenDatabase)
  await expect(opening).rejects.toThrow(`Cannot open ${path}: the file is not an SQLite database.`)
  await expect(openDatabase({ url: join(path, 'state.db') })).rejects.toThrow('--data-dir')
  await expect(openDatabase({ url: 'mysql://localhost/x' })).rejects.toThrow("database 'mysql'")
})

test('opening makes the directories on the way, for this user alone', async () => {
  const path = join(directory(), 'a', 'b', 'state.db')
  const database = await openDatabase({ url: path })
  onTestFinished(() => database.close())
  await database.ping()
})

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
