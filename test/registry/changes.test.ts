import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { SqliteDatabase } from '../../src/storage/sqlite.ts'
import { watchChanges } from './changes.ts'

const WRITES = [
  ['insert into parents select hex(randomblob(8))', ['parents']],
  ["insert or replace into parents values ('c')", ['parents']],
  ["update parents set id = 'b' where id = 'b'", ['parents']],
  ["insert into parents values ('a') on conflict do nothing", []],
  ["insert into parents values ('a') on conflict do update set id = 'a'", ['parents']],
  ["delete from parents where id = 'a'", ['children', 'parents']],
  ['delete from parents', ['children', 'parents']],
  ['delete from children', ['children']],
  ["update parents set id = 'z' where id = 'nobody'", []],
] as const

test.each(WRITES)('%s', async (text, tables) => {
  const database = new SqliteDatabase(':memory:')
  const run = (...texts: string[]) =>
    database.write(async ({ db }) => {
      for (const one of texts) await sql.raw(one).execute(db)
    })
  await run(
    'create table parents (id text primary key)',
    'create table children (id text references parents on delete cascade) strict',
    "insert into parents values ('a'), ('b')",
    "insert into children values ('a')",
  )
  const changes = await watchChanges(database)
  await expect(run(text, 'no sql at all')).rejects.toThrow()
  expect(await changes.taken()).toEqual([])
  await run(text, text)
  expect(await changes.taken()).toEqual(tables)
  expect(await changes.taken()).toEqual([])
  await database.close()
})
