import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered } from './columns.ts'

export const logs: Migration = {
  name: 'network/0016-logs',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await numbered(db, dialect, 'network_logs')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('description', text)
      .addColumn('resource_type', text, (column) => column.notNull())
      .addColumn('resource_id', text)
      .addColumn('target_id', text)
      .addColumn('event', text, (column) => column.notNull())
      .addColumn('enabled', integer, (column) => column.notNull())
      .addColumn('revision_number', integer, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .execute()
    await index(db, 'network_logs', 'project_id', 'id')
    await index(db, 'network_logs', 'resource_id')
    await index(db, 'network_logs', 'target_id')
    await sql`create index network_logs_name on network_logs (lower(name))`.execute(db)
  },
}
