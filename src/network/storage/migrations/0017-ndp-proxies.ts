import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index } from './columns.ts'

export const ndpProxies: Migration = {
  name: 'network/0017-ndp-proxies',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await db.schema
      .createTable('ndp_proxies')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('description', text)
      .addColumn('router_id', text, (column) => column.notNull().references('routers.id'))
      .addColumn('port_id', text, (column) =>
        column.notNull().references('ports.id').onDelete('cascade'),
      )
      .addColumn('ip_address', text, (column) => column.notNull())
      .addColumn('revision_number', integer, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .addUniqueConstraint('ndp_proxies_address', ['router_id', 'ip_address'])
      .execute()
    await index(db, 'ndp_proxies', 'project_id', 'id')
    await index(db, 'ndp_proxies', 'port_id')
  },
}
