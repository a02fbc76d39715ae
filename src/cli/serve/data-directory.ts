/** The directory that holds the state of a cloud: made, checked, and claimed for one process. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Settings } from '../../config/settings.ts'
import { claimFile, InUse, type Claim } from '../../storage/claim.ts'
import { Failure } from '../failures.ts'

/** Makes the directory, for this user alone, unless it is there. @throws Failure */
export function openDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Failure(
      `cannot keep state in ${directory}: ${(error as Error).message}. ` +
        'Choose a directory that this user may write to: --data-dir <directory>',
    )
  }
}

/** The database to open: the one that was named, or the file in the data directory. */
export function databaseOf({ database, dataDir }: Pick<Settings, 'database' | 'dataDir'>): string {
  return database ?? `sqlite:${join(dataDir, 'stackling.db')}`
}

/** Where the bytes of images lie; undefined where they are forgotten with the database. */
export function imageDirectoryOf(
  settings: Pick<Settings, 'database' | 'dataDir'>,
): string | undefined {
  const isForgotten = databaseOf(settings).endsWith(':memory:')
  return isForgotten ? undefined : join(settings.dataDir, 'images')
}

/** The path of an SQLite file; undefined for another database, and for one in memory. */
export function sqliteFileOf(database: string): string | undefined {
  const path = database.replace(/^sqlite:/, '')
  return path === ':memory:' || /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? undefined : resolve(path)
}

/** Makes sure that nobody else works with the database file. @throws Failure */
export function claimDatabase(database: string): Claim | undefined {
  const file = sqliteFileOf(database)
  if (file === undefined) return undefined
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    return claimFile(file)
  } catch (error) {
    if (error instanceof InUse) {
      throw new Failure(
        `${error.message}. One process at a time can serve from an SQLite file: stop that one, ` +
          'or give this one a place of its own with --data-dir. Several replicas need PostgreSQL: ' +
          '--database postgres://…',
      )
    }
    throw new Failure(`cannot keep the database in ${file}: ${(error as Error).message}`)
  }
}
