import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MIGRATIONS, SERVICES } from '../../src/services.ts'
import type { Database } from '../../src/storage/database.ts'
import {
  migrate,
  NewerSchema,
  pendingMigrations,
  type Migration,
} from '../../src/storage/migrate.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { columnTypes, createTable } from '../../src/storage/schema.ts'
import { BACKENDS } from '../support/databases.ts'
import { ManualProcessClock } from '../support/manual-clock.ts'

const clock = new ManualProcessClock()

function creates(name: string): Migration {
  return {
    name,
    async up(db, dialect) {
      const { text } = columnTypes(dialect)
      await createTable(db, dialect, `t${name.slice(0, 4)}`)
        .addColumn('id', text)
        .execute()
    },
  }
}

const FIRST = creates('0001-first')
const SECOND = creates('0002-second')
const BROKEN: Migration = {
  name: '0002-broken',
  async up(db, dialect) {
    await creates('0002-broken').up(db, dialect)
    throw new Error('on purpose')
  },
}

/** What the migrations were recorded as when all services shared one numbered list. */
const FORMER_NAMES = [
  '0001-jobs',
  '0002-identity',
  '0003-compute',
  '0004-block-storage',
  '0005-identity-delegation',
  '0006-identity-limits',
  '0007-identity-domain-configs',
  '0008-identity-federation',
  '0009-identity-oauth',
  '0010-identity-catalog',
  '0011-identity-token-lifetime',
  '0012-identity-revocation-events',
  '0013-identity-indexes',
  '0014-identity-federated-users',
  '0015-identity-rule-order',
  '0016-identity-user-activity',
]

/** As a program of that time ran them. */
function inOneList(migrations: readonly Migration[]): Migration[] {
  return FORMER_NAMES.map((name) => ({
    ...migrations.find(({ formerly }) => formerly === name)!,
    name,
  }))
}

/** Names of the migrations that are left when those of the one list have run that are named. */
function pendingAfter(ran: readonly string[]): string[] {
  return MIGRATIONS.filter(({ formerly }) => !ran.includes(formerly ?? '')).map(({ name }) => name)
}

function serviceOf(name: string): string {
  return name.slice(0, name.indexOf('/'))
}

/** Tables, columns, indexes and constraints as the database describes them. */
async function schemaOf(database: Database): Promise<unknown[]> {
  const query =
    database.dialect === 'sqlite'
      ? sql`select sql from sqlite_master order by name`
      : sql`
          select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as sql
          from information_schema.columns where table_schema = 'public'
          union all select indexdef from pg_indexes where schemaname = 'public'
          union all select concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))
          from pg_constraint where connamespace = 'public'::regnamespace
          order by 1`
  const { rows } = await database.read((tx) => query.execute(tx.db))
  return rows
}

async function open(url: string): Promise<Database> {
  const database = await openDatabase({ url })
  onTestFinished(() => database.close())
  return database
}

describe.each(BACKENDS)('migrations on $name', (backend) => {
  async function empty(): Promise<Database> {
    return open(await backend.url('empty'))
  }

  test('each runs once, in order, and is recorded', async () => {
    const database = await empty()
    expect(await pendingMigrations(database, [FIRST, SECOND])).toEqual([
      '0001-first',
      '0002-second',
    ])
    expect(await migrate(database, clock, [FIRST])).toEqual(['0001-first'])
    expect(await pendingMigrations(database, [FIRST, SECOND])).toEqual(['0002-second'])
    expect(await migrate(database, clock, [FIRST, SECOND])).toEqual(['0002-second'])
    expect(await migrate(database, clock, [FIRST, SECOND])).toEqual([])
    const rows = await database.read((tx) =>
      tx.db.selectFrom('schema_migrations').selectAll().orderBy('name').execute(),
    )
    expect(rows).toEqual([
      { name: '0001-first', applied_at: '2026-01-01T00:00:00.000Z' },
      { name: '0002-second', applied_at: '2026-01-01T00:00:00.000Z' },
    ])
  })

  test('replicas that start together migrate once', async () => {
    const url = await backend.url('empty')
    const replicas = backend.shared
      ? await Promise.all([open(url), open(url), open(url)])
      : [await open(url)]
    const ran = await Promise.all(
      [...replicas, ...replicas].map((database) => migrate(database, clock, MIGRATIONS)),
    )
    expect(ran.flat()).toEqual(MIGRATIONS.map(({ name }) => name))
  })

  test('one that fails leaves the schema as it was', async () => {
    const database = await empty()
    await expect(migrate(database, clock, [FIRST, BROKEN])).rejects.toThrow('on purpose')
    expect(await pendingMigrations(database, [FIRST])).toEqual(['0001-first'])
    expect(await migrate(database, clock, [FIRST, SECOND])).toHaveLength(2)
  })

  test('a schema that a later version made is refused and not touched', async () => {
    const database = await empty()
    await migrate(database, clock, [FIRST, SECOND])
    const older = [FIRST, creates('0003-other')]
    await expect(migrate(database, clock, older)).rejects.toThrow(NewerSchema)
    await expect(migrate(database, clock, older)).rejects.toThrow('0002-second')
    await expect(pendingMigrations(database, older)).rejects.toThrow(NewerSchema)
    expect(await pendingMigrations(database, [FIRST, SECOND, creates('0003-other')])).toEqual([
      '0003-other',
    ])
  })

  test('a schema whose history has the names of the one list that there was gets what came since', async () => {
    const database = await empty()
    expect(await migrate(database, clock, inOneList(MIGRATIONS))).toEqual(FORMER_NAMES)
    expect(await pendingMigrations(database, MIGRATIONS)).toEqual(pendingAfter(FORMER_NAMES))
    expect(await migrate(database, clock, MIGRATIONS)).toEqual(pendingAfter(FORMER_NAMES))
    expect(await migrate(database, clock, MIGRATIONS)).toEqual([])
    const newer = creates('0017-newer')
    expect(await migrate(database, clock, [...MIGRATIONS, newer])).toEqual(['0017-newer'])
    await expect(migrate(database, clock, MIGRATIONS)).rejects.toThrow(NewerSchema)
  })

  test('a schema that stopped in the middle of the one list gets the rest, and is the same', async () => {
    const database = await empty()
    await migrate(database, clock, inOneList(MIGRATIONS).slice(0, 6))
    const rest = pendingAfter(FORMER_NAMES.slice(0, 6))
    expect(await migrate(database, clock, MIGRATIONS)).toEqual(rest)
    const fresh = await empty()
    await migrate(fresh, clock, MIGRATIONS)
    expect(await schemaOf(database)).toEqual(await schemaOf(fresh))
  })

  test.each(SERVICES.map(({ type }) => type))('those of %s need no other service', async (type) => {
    const database = await empty()
    const own = MIGRATIONS.filter(({ name }) => ['storage', type].includes(serviceOf(name)))
    expect(await migrate(database, clock, own)).toEqual(own.map(({ name }) => name))
  })

  test('the real ones are numbered without gaps and make every column they say, strictly', async () => {
    for (const owner of new Set(MIGRATIONS.map(({ name }) => serviceOf(name)))) {
      const own = MIGRATIONS.filter(({ name }) => serviceOf(name) === owner)
      expect(own.map(({ name }) => name.slice(0, owner.length + 6))).toEqual(
        own.map((_, index) => `${owner}/${String(index + 1).padStart(4, '0')}-`),
      )
    }
    const database = await empty()
    await migrate(database, clock, MIGRATIONS)
    const wrong = database.write((tx) =>
      tx.db
        .insertInto('jobs')
        .values({
          state: 'first',
          kind: 'k',
          version: 1,
          resource_id: 'r',
          payload: '{}',
          generation: 1,
          run_at: 'now',
          followed: 0,
          failures: 'many' as unknown as number,
          created_at: 'now',
        } as never)
        .execute(),
    )
    await expect(wrong).rejects.toThrow(/cannot store TEXT value|invalid input syntax/)
  })
})
