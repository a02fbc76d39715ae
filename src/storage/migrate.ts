import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { ProcessClock } from '../kernel/clock.ts'
import type { Database, Dialect, Tx } from './database.ts'
import { columnTypes, createTable } from './schema.ts'

/**
 * One step of a service's schema. All pending ones run in one transaction. To change the schema, add
 * `NNNN-what.ts` to the service's `storage/migrations/`, a line to the `index.ts` there, and change
 * its `storage/tables.ts` to match. A migration that was released is never edited: databases that
 * ran it would silently differ. It refers to no table of another service.
 */
export interface Migration {
  /**
   * `compute/0002-servers`: the service, the place among the migrations of that service, and what
   * it brings. Recorded in the database, so final.
   */
  readonly name: string
  /** The name that databases made before services had their own migrations recorded it under. */
  readonly formerly?: string
  // oxlint-disable-next-line typescript/no-explicit-any -- a migration describes its own time's schema
  up(db: Kysely<any>, dialect: Dialect): Promise<void>
}

/** The database was migrated by a later version of the program. */
export class NewerSchema extends Error {
  override name = 'NewerSchema'

  constructor(unknown: readonly string[]) {
    super(
      `The database has a newer schema than this version of Stackling knows (${unknown.join(', ')}). ` +
        'Run the version that last used it, or a later one; this one will not touch it.',
    )
  }
}

/** Any number will do as long as every version uses the same: it names our lock on PostgreSQL. */
const LOCK = 7_165_332_904_518

/**
 * Brings the schema up to date and returns the names of the migrations it ran. Safe when several
 * processes start together: one migrates, the others wait and find nothing to do.
 *
 * @throws NewerSchema
 */
export async function migrate(
  database: Database,
  clock: Pick<ProcessClock, 'now'>,
  migrations: readonly Migration[],
): Promise<string[]> {
  // The usual start finds nothing to do and should not wait for a lock to learn it.
  if ((await pendingMigrations(database, migrations)).length === 0) return []
  return database.write(async (tx) => {
    if (tx.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx.db)
    const pending = await pendingIn(tx, migrations)
    if (!(await hasHistory(tx))) await createHistory(tx)
    for (const { name, up } of pending) {
      await up(tx.db, tx.dialect)
      await tx.db
        .insertInto('schema_migrations')
        .values({ name, applied_at: new Date(clock.now()).toISOString() })
        .execute()
    }
    return pending.map(({ name }) => name)
  })
}

/** The names of the migrations that `migrate` would run, oldest first. @throws NewerSchema */
export async function pendingMigrations(
  database: Database,
  migrations: readonly Migration[],
): Promise<string[]> {
  const pending = await database.read((tx) => pendingIn(tx, migrations))
  return pending.map(({ name }) => name)
}

async function pendingIn(tx: Tx, migrations: readonly Migration[]): Promise<Migration[]> {
  if (!(await hasHistory(tx))) return [...migrations]
  const rows = await tx.db.selectFrom('schema_migrations').select('name').orderBy('name').execute()
  const applied = new Set(rows.map((row) => row.name))
  const known = new Set(migrations.flatMap(namesOf))
  const unknown = [...applied].filter((name) => !known.has(name))
  if (unknown.length > 0) throw new NewerSchema(unknown)
  return migrations.filter((migration) => !namesOf(migration).some((name) => applied.has(name)))
}

/** What a database may have recorded a migration as. */
function namesOf({ name, formerly }: Migration): readonly string[] {
  return formerly === undefined ? [name] : [name, formerly]
}

async function hasHistory(tx: Tx): Promise<boolean> {
  const query =
    tx.dialect === 'postgres'
      ? sql`select 1 from pg_tables where schemaname = any (current_schemas(false))
            and tablename = 'schema_migrations'`
      : sql`select 1 from sqlite_master where type = 'table' and name = 'schema_migrations'`
  const { rows } = await query.execute(tx.db)
  return rows.length > 0
}

async function createHistory(tx: Tx): Promise<void> {
  const { text } = columnTypes(tx.dialect)
  await createTable(tx.db, tx.dialect, 'schema_migrations')
    .addColumn('name', text, (column) => column.primaryKey().notNull())
    .addColumn('applied_at', text, (column) => column.notNull())
    .execute()
}
