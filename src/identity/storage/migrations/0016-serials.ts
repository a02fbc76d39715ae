import { sql, type Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

/** Until now theirs counted up for each user, and was given by the program. */
const RENUMBERED = ['identity_access_rules', 'identity_application_credentials']

const NUMBERED = [
  'identity_access_tokens',
  'identity_application_credential_roles',
  'identity_assignments',
  'identity_consumers',
  'identity_credentials',
  'identity_endpoint_groups',
  'identity_endpoints',
  'identity_federation_mappings',
  'identity_federation_protocols',
  'identity_federation_providers',
  'identity_groups',
  'identity_implied_roles',
  'identity_limits',
  'identity_policies',
  'identity_project_endpoint_groups',
  'identity_project_endpoints',
  'identity_projects',
  'identity_regions',
  'identity_registered_limits',
  'identity_roles',
  'identity_service_providers',
  'identity_services',
  'identity_trust_roles',
  'identity_trusts',
  'identity_users',
]

/** What is listed comes in the order in which it was made: the database numbers what is inserted. */
export const serials: Migration = {
  name: 'identity/0016-serials',
  async up(db, dialect) {
    for (const table of RENUMBERED) {
      await db.schema.dropIndex(`${table}_serial`).execute()
      await db.schema.alterTable(table).dropColumn('serial').execute()
    }
    for (const table of [...RENUMBERED, ...NUMBERED]) await number(db, dialect, table)
  },
}

async function number(db: Schema, dialect: Dialect, table: string): Promise<void> {
  const name = `${table}_serial`
  const { integer } = columnTypes(dialect)
  await db.schema
    .alterTable(table)
    .addColumn('serial', integer, (column) =>
      dialect === 'postgres'
        ? column.notNull().generatedByDefaultAsIdentity()
        : column.notNull().defaultTo(0),
    )
    .execute()
  await db.schema.createIndex(name).on(table).column('serial').execute()
  if (dialect === 'postgres') return
  // SQLite numbers rows by itself, but may renumber them when it is compacted.
  const rows = sql.table(table)
  await sql`update ${rows} set serial = rowid`.execute(db)
  await sql`
    create trigger ${sql.id(name)} after insert on ${rows} begin
      update ${rows} set serial = (select max(serial) from ${rows}) + 1 where rowid = new.rowid;
    end`.execute(db)
}
