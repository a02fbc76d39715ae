import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const limits: Migration = {
  name: 'identity/0003-limits',
  formerly: '0006-identity-limits',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'identity_registered_limits')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('service_id', text, (column) =>
        column.notNull().references('identity_services.id').onDelete('cascade'),
      )
      .addColumn('region_id', text, (column) => column.references('identity_regions.id'))
      .addColumn('resource_name', text, (column) => column.notNull())
      .addColumn('default_limit', integer, (column) => column.notNull())
      .addColumn('description', text)
      .execute()
    await createTable(db, dialect, 'identity_limits')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('registered_limit_id', text, (column) =>
        column.notNull().references('identity_registered_limits.id').onDelete('cascade'),
      )
      .addColumn('project_id', text, (column) =>
        column.references('identity_projects.id').onDelete('cascade'),
      )
      .addColumn('domain_id', text, (column) =>
        column.references('identity_projects.id').onDelete('cascade'),
      )
      .addColumn('resource_limit', integer, (column) => column.notNull())
      .addColumn('description', text)
      .execute()
    const unique = (table: string, name: string, columns: string[]) =>
      db.schema.createIndex(`${table}_unique_${name}`).on(table).columns(columns).unique()
    const registered = 'identity_registered_limits'
    await unique(registered, 'everywhere', ['service_id', 'resource_name'])
      .where('region_id', 'is', null)
      .execute()
    await unique(registered, 'in_region', ['service_id', 'resource_name', 'region_id'])
      .where('region_id', 'is not', null)
      .execute()
    await unique('identity_limits', 'of_project', ['registered_limit_id', 'project_id']).execute()
    await unique('identity_limits', 'of_domain', ['registered_limit_id', 'domain_id']).execute()
    for (const [table, column] of [
      [registered, 'region_id'],
      ['identity_limits', 'project_id'],
      ['identity_limits', 'domain_id'],
    ] as const) {
      await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
    }
  },
}
