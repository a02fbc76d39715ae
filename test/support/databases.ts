import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import type { Database, Dialect } from '../../src/storage/database.ts'
import { systemProcessClock } from '../../src/kernel/clock.ts'
import { MIGRATIONS } from '../../src/services.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { SqliteDatabase } from '../../src/storage/sqlite.ts'
import { imageOf, migratedImage } from './cloud-image.ts'

/** What a new database holds: nothing, the current schema, or a new cloud of the usual settings. */
export type Holding = 'empty' | 'migrated' | 'cloud'

/** Something that Stackling can keep its state in; a contract holds on each of them. */
export interface Backend {
  readonly name: string
  readonly dialect: Dialect
  /** Whether a second `open` of the same URL finds the same data. */
  readonly shared: boolean
  /**
   * The URL of a new database, removed when the test ends; one in memory is always empty. Only
   * inside a test, unless `atEnd` says when it is removed.
   */
  url(holding: Holding, atEnd?: (remove: () => void) => void): Promise<string>
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
  const url = await backend.url('migrated')
  if (backend.shared) return openForTest(url)
  const database = new SqliteDatabase(await migratedImage())
  onTestFinished(() => database.close())
  return database
}

/** Opens `url` until the test ends and brings its schema up to date. */
export async function openForTest(url: string): Promise<Database> {
  const database = await openDatabase({ url })
  onTestFinished(() => database.close())
  await migrate(database, systemProcessClock, MIGRATIONS)
  return database
}

async function sqliteFile(
  holding: Holding,
  atEnd: (remove: () => void) => void = onTestFinished,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-test-'))
  atEnd(() => rmSync(directory, { recursive: true, force: true }))
  const path = join(directory, 'state.db')
  if (holding === 'migrated') writeFileSync(path, await migratedImage())
  if (holding === 'cloud') writeFileSync(path, (await imageOf({}))!)
  return `sqlite:${path}`
}

async function postgres(holding: Holding): Promise<string> {
  const answer = await fetch(`${inject('postgresMaker')}/${holding}`, { method: 'POST' })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`no PostgreSQL to test with: ${text}`)
  return text
}
