/**
 * Databases as migrations or the first start of a cloud leave them, made once and copied: what a
 * test pays for a cloud does not grow with the schema.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { AppConfig } from '../../src/app.ts'
import { wireServices } from '../../src/app/wiring.ts'
import { systemClock, systemProcessClock, type CloudClock } from '../../src/kernel/clock.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { MIGRATIONS, MODULES } from '../../src/services.ts'
import type { Database } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { SqliteDatabase } from '../../src/storage/sqlite.ts'
import { settingsOf } from './cloud-settings.ts'
import { ManualClock } from './manual-clock.ts'
import { QUIET } from './quiet-log.ts'

/** What a first start writes down, beside its clock and its ids. */
const MADE_FROM = [
  'adminPassword',
  'catalog',
  'credentialKeys',
  'demoPassword',
  'hosts',
  'identity',
  'networkAgents',
  'region',
  'tokenLifetimeSeconds',
] as const satisfies readonly (keyof AppConfig)[]

/** What says how a cloud answers, and leaves no trace in a new one. */
const WITHOUT_TRACE = [
  'address',
  'checkResponses',
  'clientTimeouts',
  'clock',
  'database',
  'programRoutes',
  'federation',
  'image',
  'imageDirectory',
  'imageStores',
  'onAnswer',
  'policyOptions',
  'policyOverrides',
  'ports',
  'processClock',
  'publicUrl',
  'security',
  'singlePort',
  'transitions',
  'trustedProxies',
]

const KNOWN = new Set<string>([...MADE_FROM, ...WITHOUT_TRACE])

const images = new Map<string, Promise<Buffer>>()

/**
 * The image of a new cloud with these settings. Undefined where the copy would differ from a cloud
 * of its own in more than ids and keys: with ids or a clock of the test's own that moves by itself.
 */
export function imageOf(
  options: Partial<AppConfig> & { clock?: CloudClock },
): Promise<Buffer> | undefined {
  const { clock } = options
  if (clock !== undefined && !(clock instanceof ManualClock)) return undefined
  if (Object.keys(options).some((name) => !KNOWN.has(name))) return undefined
  const asked = Object.fromEntries(MADE_FROM.map((name) => [name, options[name]]))
  return remembered(JSON.stringify([clock?.now(), asked]), (database) =>
    makeCloud(database, settingsOf(options), clock),
  )
}

/** The image of a database with the current schema and nothing in it. */
export function migratedImage(): Promise<Buffer> {
  return remembered('migrated', async (database) => {
    await migrate(database, systemProcessClock, MIGRATIONS)
  })
}

/** Makes in a database that is empty what the first start of a cloud makes. */
export async function makeCloud(
  database: Database,
  settings: AppConfig = settingsOf({}),
  clock: CloudClock = systemClock,
): Promise<void> {
  await migrate(database, systemProcessClock, MIGRATIONS)
  const clocks = { clock, processClock: systemProcessClock }
  const wired = wireServices(MODULES, settings, { ...clocks, database, ids: systemIds, log: QUIET })
  await wired.prepare()
}

function remembered(key: string, make: (database: Database) => Promise<void>): Promise<Buffer> {
  let image = images.get(key)
  if (image === undefined) images.set(key, (image = imageMade(make)))
  return image
}

async function imageMade(make: (database: Database) => Promise<void>): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-image-'))
  try {
    const path = join(directory, 'state.db')
    const database = new SqliteDatabase(path)
    try {
      await make(database)
    } finally {
      await database.close()
    }
    const sqlite = new BetterSqlite(path)
    // A database in memory cannot have a log beside it.
    sqlite.pragma('journal_mode = DELETE')
    const image = sqlite.serialize()
    sqlite.close()
    return image
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
