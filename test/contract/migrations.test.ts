import { describe, expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import {
  migrate,
  NewerSchema,
  pendingMigrations,
  type Migration,
} from '../../src/storage/migrate.ts'
import { MIGRATIONS } from '../../src/storage/migrations/index.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { columnTypes, createTable } from '../../src/storage/schema.ts'
import { BACKENDS } from '../support/databases.ts'
import { ManualClock } from '../support/manual-clock.ts'

const clock = new ManualClock()

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
      [...replicas, ...replicas].map((database) => migrate(database, clock)),
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

  test('the real ones are numbered without gaps and make every column they say, strictly', async () => {
    expect(MIGRATIONS.map(({ name }) => name.slice(0, 5))).toEqual(
      MIGRATIONS.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    )
    const database = await empty()
    await migrate(database, clock)
    const wrong = database.write((tx) =>
      tx.db
        .insertInto('jobs')
        .values({
          id: 'j',
          kind: 'k',
          resource_id: 'r',
          payload: '{}',
          run_at: 'now',
          attempts: 'many' as unknown as number,
          created_at: 'now',
        } as never)
        .execute(),
    )
    await expect(wrong).rejects.toThrow(/cannot store TEXT value|invalid input syntax/)
  })
})
