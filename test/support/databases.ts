import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import type { Database, Dialect } from '../../src/storage/database.ts'
import { systemProcessClock } from '../../src/kernel/clock.ts'
import { MIGRATIONS } from '../../src/services.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { openDatabase } from '../../src/storage/open.ts'

/** Something that Stackling can keep its state in; a contract holds on each of them. */
export interface Backend {
  readonly name: string
  readonly dialect: Dialect
  /** Whether a second `open` of the same URL finds the same data. */
  readonly shared: boolean
  /** The URL of a new database, removed when the test ends. Only inside a test. */
  url(schema: 'empty' | 'migrated'): Promise<string>
}

/**
 * Every backend, for `describe.each(BACKENDS)('$name', (backend) => …)`. SQLite alone would hide
 * lost updates, and a file alone would hide what an in-memory database does to its readers.
 */
export const BACKENDS: readonly Backend[] = [
  { name: 'SQLite in a file', dialect: 'sqlite', shared: true, url: sqliteFile },
  {
    name: 'SQLite in memory',
    dialect: 'sqlite',
    shared: false,
    url: async () => 'sqlite::memory:',
  },
  { name: 'PostgreSQL', dialect: 'postgres', shared: true, url: postgres },
]

/**
 * For what is said over HTTP, and for requests at once: SQLite in memory has the same writer as in a
 * file and fewer interleavings, since its readers wait for the writer.
 */
export const SHARED_BACKENDS: readonly Backend[] = BACKENDS.filter(({ shared }) => shared)

/** A new database with the current schema, open until the test ends. */
export async function freshDatabase(backend: Backend): Promise<Database> {
  return openForTest(await backend.url('migrated'))
}

/** Opens `url` until the test ends and brings its schema up to date. */
export async function openForTest(url: string): Promise<Database> {
  const database = await openDatabase({ url })
  onTestFinished(() => database.close())
  await migrate(database, systemProcessClock, MIGRATIONS)
  return database
}

async function sqliteFile(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return `sqlite:${join(directory, 'state.db')}`
}

async function postgres(schema: 'empty' | 'migrated'): Promise<string> {
  const answer = await fetch(`${inject('postgresMaker')}/${schema}`, { method: 'POST' })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`no PostgreSQL to test with: ${text}`)
  return text
}
