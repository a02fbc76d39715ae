import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

export const federation: Migration = {
  name: 'identity/0005-federation',
  formerly: '0008-identity-federation',
  async up(db, dialect) {
    await identityProviders(db, dialect)
    await mappings(db, dialect)
    await serviceProviders(db, dialect)
  },
}

async function identityProviders(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_federation_providers')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('domain_id', text, (column) =>
      column.notNull().references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('enabled', integer, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('authorization_ttl', integer)
    .execute()
  await db.schema
    .createIndex('identity_federation_providers_domain_id')
    .on('identity_federation_providers')
    .column('domain_id')
    .execute()
  await createTable(db, dialect, 'identity_federation_remote_ids')
    .addColumn('remote_id', text, (column) => column.primaryKey().notNull())
    .addColumn('idp_id', text, (column) =>
      column.notNull().references('identity_federation_providers.id').onDelete('cascade'),
    )
    .execute()
  await db.schema
    .createIndex('identity_federation_remote_ids_idp_id')
    .on('identity_federation_remote_ids')
    .column('idp_id')
    .execute()
  await createTable(db, dialect, 'identity_federation_protocols')
    .addColumn('idp_id', text, (column) =>
      column.notNull().references('identity_federation_providers.id').onDelete('cascade'),
    )
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('mapping_id', text, (column) => column.notNull())
    .addColumn('remote_id_attribute', text)
    .addPrimaryKeyConstraint('identity_federation_protocols_pk', ['idp_id', 'id'])
    .execute()
}

async function mappings(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_federation_mappings')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('rules', text, (column) => column.notNull())
    .addColumn('schema_version', text, (column) => column.notNull())
    .execute()
}

async function serviceProviders(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_service_providers')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('enabled', integer, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('auth_url', text, (column) => column.notNull())
    .addColumn('sp_url', text, (column) => column.notNull())
    .addColumn('relay_state_prefix', text, (column) => column.notNull())
    .execute()
}
