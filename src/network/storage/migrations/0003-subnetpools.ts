import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered, standard, type Migrate } from './columns.ts'

export const subnetpools: Migration = {
  name: 'network/0003-subnetpools',
  async up(db, dialect) {
    await createPools(db, dialect)
    await createScopes(db, dialect)
  },
}

const createPools: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await standard(numbered(db, dialect, 'subnetpools'), dialect)
    .addColumn('ip_version', integer, (column) => column.notNull())
    .addColumn('prefixes', text, (column) => column.notNull())
    .addColumn('default_prefixlen', integer, (column) => column.notNull())
    .addColumn('min_prefixlen', integer, (column) => column.notNull())
    .addColumn('max_prefixlen', integer, (column) => column.notNull())
    .addColumn('default_quota', integer)
    .addColumn('is_default', integer, (column) => column.notNull())
    .addColumn('address_scope_id', text)
    .execute()
  await index(db, 'subnetpools', 'project_id')
  await index(db, 'subnetpools', 'address_scope_id')
  await sql`create index subnetpools_name on subnetpools (lower(name))`.execute(db)
  await sql`create unique index subnetpools_default on subnetpools (ip_version)
    where is_default = 1`.execute(db)
}

const createScopes: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'address_scopes')
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('ip_version', integer, (column) => column.notNull())
    .execute()
  await index(db, 'address_scopes', 'project_id')
}
