import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ProcessClock } from '../kernel/clock.ts'
import type { Database } from './database.ts'
import { openingFailure } from './errors.ts'
import { SqliteDatabase } from './sqlite.ts'

export interface OpenOptions {
  /**
   * `postgres://user@host:port/name` (or `postgresql://`), `sqlite:/path/of/file`, the path alone,
   * or `sqlite::memory:`, which is gone when the process ends.
   */
  url: string
  /** PostgreSQL only: connections at most. */
  poolSize?: number
  /** SQLite only: ends units that hold up all others; without it they are waited for. */
  clock?: Pick<ProcessClock, 'setTimer'>
}

/** The database cannot be opened; the message says why and what to do, for whoever starts us. */
export class CannotOpenDatabase extends Error {
  override name = 'CannotOpenDatabase'
}

/** Opens the database that `url` names. @throws CannotOpenDatabase */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { url } = options
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(options)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(url)) {
    const scheme = url.slice(0, url.indexOf(':'))
    throw new CannotOpenDatabase(
      `Unknown database '${scheme}': use postgres://user@host/name, sqlite:/path/of/file, ` +
        'or sqlite::memory:',
    )
  }
  return openSqlite(url.replace(/^sqlite:/, ''), options.clock)
}

function openSqlite(path: string, clock: OpenOptions['clock']): Database {
  if (path === ':memory:') return new SqliteDatabase(path, clock)
  const file = resolve(path)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    accessSync(dirname(file), constants.W_OK)
  } catch (error) {
    throw new CannotOpenDatabase(
      `Cannot keep the database in ${dirname(file)}: ${(error as Error).message}. ` +
        'Choose a directory that this user may write to with --data-dir or --database.',
      { cause: error },
    )
  }
  try {
    return new SqliteDatabase(file, clock)
  } catch (error) {
    throw new CannotOpenDatabase(`Cannot open ${file}: ${openingFailure(error)}.`, {
      cause: error,
    })
  }
}

async function openPostgres({ url, poolSize }: OpenOptions): Promise<Database> {
  let where: URL
  try {
    where = new URL(url)
  } catch (error) {
    throw new CannotOpenDatabase('The database address is not a valid postgres:// URL.', {
      cause: error,
    })
  }
  // Its driver takes some milliseconds to load, and most use SQLite.
  const { PostgresDatabase } = await import('./postgres.ts')
  const database = new PostgresDatabase(url, poolSize === undefined ? {} : { poolSize })
  try {
    await database.ping()
    return database
  } catch (error) {
    await database.close()
    const address = `${where.hostname || 'localhost'}:${where.port || '5432'}`
    const cause = (error as Error).cause ?? error
    throw new CannotOpenDatabase(
      `Cannot use PostgreSQL at ${address}: ${openingFailure(cause)}. ` +
        'Check that the server runs there and that --database is right.',
      { cause: error },
    )
  }
}
