/** `stackling migrate`: the schema, brought up to date or looked at. */
import { systemProcessClock } from '../../kernel/clock.ts'
import { migrate, pendingMigrations } from '../../storage/migrate.ts'
import { openDatabase } from '../../storage/open.ts'
import { MIGRATIONS } from '../../services.ts'
import type { Run } from '../command.ts'
import { claimDatabase, databaseOf, openDataDirectory } from '../serve/data-directory.ts'

export const migrateDatabase: Run = async ({ settings, options, io }) => {
  process.umask(0o077)
  openDataDirectory(settings.dataDir)
  const url = databaseOf(settings)
  const check = options.has('check')
  const claim = check ? undefined : claimDatabase(url)
  try {
    const database = await openDatabase({ url })
    try {
      const names = await (check
        ? pendingMigrations(database, MIGRATIONS)
        : migrate(database, systemProcessClock, MIGRATIONS))
      for (const name of names) io.out(`${check ? 'pending' : 'done'}  ${name}`)
      if (names.length === 0) io.out('The schema is up to date.')
      return check && names.length > 0 ? 1 : 0
    } finally {
      await database.close()
    }
  } finally {
    claim?.release()
  }
}
