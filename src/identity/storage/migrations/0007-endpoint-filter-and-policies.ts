import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

export const endpointFilterAndPolicies: Migration = {
  name: 'identity/0007-endpoint-filter-and-policies',
  formerly: '0010-identity-catalog',
  async up(db, dialect) {
    await endpointFilter(db, dialect)
    await policies(db, dialect)
  },
}

async function endpointFilter(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_project_endpoints')
    .addColumn('project_id', text, (column) =>
      column.notNull().references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('endpoint_id', text, (column) =>
      column.notNull().references('identity_endpoints.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_project_endpoints_pk', ['project_id', 'endpoint_id'])
    .execute()
  await index(db, 'identity_project_endpoints', 'endpoint_id')
  await createTable(db, dialect, 'identity_endpoint_groups')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('filters', text, (column) => column.notNull())
    .execute()
  await createTable(db, dialect, 'identity_project_endpoint_groups')
    .addColumn('project_id', text, (column) =>
      column.notNull().references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('endpoint_group_id', text, (column) =>
      column.notNull().references('identity_endpoint_groups.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_project_endpoint_groups_pk', [
      'project_id',
      'endpoint_group_id',
    ])
    .execute()
  await index(db, 'identity_project_endpoint_groups', 'endpoint_group_id')
}

async function policies(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_policies')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('blob', text, (column) => column.notNull())
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  const table = 'identity_policy_associations'
  await createTable(db, dialect, table)
    .addColumn('policy_id', text, (column) =>
      column.notNull().references('identity_policies.id').onDelete('cascade'),
    )
    .addColumn('endpoint_id', text, (column) =>
      column.references('identity_endpoints.id').onDelete('cascade'),
    )
    .addColumn('service_id', text, (column) =>
      column.references('identity_services.id').onDelete('cascade'),
    )
    .addColumn('region_id', text, (column) =>
      column.references('identity_regions.id').onDelete('cascade'),
    )
    .execute()
  await index(db, table, 'policy_id')
  await index(db, table, 'region_id')
  const unique = (name: string, columns: string[]) =>
    db.schema.createIndex(`${table}_${name}`).on(table).columns(columns).unique()
  await unique('endpoint', ['endpoint_id']).where('endpoint_id', 'is not', null).execute()
  await unique('service_region', ['service_id', 'region_id'])
    .where('region_id', 'is not', null)
    .execute()
  await unique('service', ['service_id'])
    .where('service_id', 'is not', null)
    .where('region_id', 'is', null)
    .execute()
}

async function index(db: Schema, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
}
