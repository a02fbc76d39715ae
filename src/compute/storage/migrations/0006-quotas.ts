import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const quotas: Migration = {
  name: 'compute/0006-quotas',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'compute_quotas')
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('resource', text, (column) => column.notNull())
      .addColumn('hard_limit', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('compute_quotas_key', ['project_id', 'user_id', 'resource'])
      .execute()
    await createTable(db, dialect, 'compute_quota_classes')
      .addColumn('class_name', text, (column) => column.notNull())
      .addColumn('resource', text, (column) => column.notNull())
      .addColumn('hard_limit', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('compute_quota_classes_key', ['class_name', 'resource'])
      .execute()
    await createTable(db, dialect, 'server_usages')
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('instances', integer, (column) => column.notNull())
      .addColumn('cores', integer, (column) => column.notNull())
      .addColumn('ram', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('server_usages_key', ['project_id', 'user_id'])
      .execute()
  },
}
