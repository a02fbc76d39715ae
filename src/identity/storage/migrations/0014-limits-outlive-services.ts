import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

const REGISTERED = 'identity_registered_limits'
const OWN = 'identity_limits'

/**
 * Registered limits stay when their service or region is deleted, as in Keystone, whose tables have
 * no foreign keys there (keystone/limit/backends/sql.py). SQLite cannot drop a foreign key, so both
 * tables are made again.
 */
export const limitsOutliveServices: Migration = {
  name: 'identity/0014-limits-outlive-services',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, `${REGISTERED}_new`)
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('service_id', text, (column) => column.notNull())
      .addColumn('region_id', text)
      .addColumn('resource_name', text, (column) => column.notNull())
      .addColumn('default_limit', integer, (column) => column.notNull())
      .addColumn('description', text)
      .execute()
    await sql`insert into ${sql.table(`${REGISTERED}_new`)}
      (id, service_id, region_id, resource_name, default_limit, description)
      select id, service_id, region_id, resource_name, default_limit, description
      from ${sql.table(REGISTERED)}`.execute(db)
    await createTable(db, dialect, `${OWN}_new`)
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('registered_limit_id', text, (column) =>
        column.notNull().references(`${REGISTERED}_new.id`).onDelete('cascade'),
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
    await sql`insert into ${sql.table(`${OWN}_new`)}
      (id, registered_limit_id, project_id, domain_id, resource_limit, description)
      select id, registered_limit_id, project_id, domain_id, resource_limit, description
      from ${sql.table(OWN)}`.execute(db)
    for (const table of [OWN, REGISTERED]) await db.schema.dropTable(table).execute()
    for (const table of [REGISTERED, OWN]) {
      await db.schema.alterTable(`${table}_new`).renameTo(table).execute()
    }
    const unique = (table: string, name: string, columns: string[]) =>
      db.schema.createIndex(`${table}_unique_${name}`).on(table).columns(columns).unique()
    await unique(REGISTERED, 'everywhere', ['service_id', 'resource_name'])
      .where('region_id', 'is', null)
      .execute()
    await unique(REGISTERED, 'in_region', ['service_id', 'resource_name', 'region_id'])
      .where('region_id', 'is not', null)
      .execute()
    await unique(OWN, 'of_project', ['registered_limit_id', 'project_id']).execute()
    await unique(OWN, 'of_domain', ['registered_limit_id', 'domain_id']).execute()
    for (const column of ['project_id', 'domain_id']) {
      await db.schema.createIndex(`${OWN}_${column}`).on(OWN).column(column).execute()
    }
  },
}
