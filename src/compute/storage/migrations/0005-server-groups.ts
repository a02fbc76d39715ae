import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { createNumbered } from './numbered.ts'

export const serverGroups: Migration = {
  name: 'compute/0005-server-groups',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createNumbered(db, dialect, 'server_groups', 'serial')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('policy', text, (column) => column.notNull())
      .addColumn('max_server_per_host', integer)
      .addColumn('created_at', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('server_groups_of_project')
      .on('server_groups')
      .columns(['project_id', 'serial'])
      .execute()
  },
}
