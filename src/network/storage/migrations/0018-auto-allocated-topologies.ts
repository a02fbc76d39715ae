import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index } from './columns.ts'

export const autoAllocatedTopologies: Migration = {
  name: 'network/0018-auto-allocated-topologies',
  async up(db, dialect) {
    const { text } = columnTypes(dialect)
    await db.schema
      .createTable('auto_allocated_topologies')
      .addColumn('project_id', text, (column) => column.primaryKey().notNull())
      .addColumn('network_id', text, (column) =>
        column.notNull().references('networks.id').onDelete('cascade'),
      )
      .addColumn('router_id', text, (column) =>
        column.references('routers.id').onDelete('set null'),
      )
      .execute()
    await index(db, 'auto_allocated_topologies', 'network_id')
    await index(db, 'auto_allocated_topologies', 'router_id')
  },
}
