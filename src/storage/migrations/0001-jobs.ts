import type { Migration } from '../migrate.ts'
import { columnTypes, createTable } from '../schema.ts'

export const jobs: Migration = {
  name: 'storage/0001-jobs',
  formerly: '0001-jobs',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'jobs')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('resource_id', text, (column) => column.notNull())
      .addColumn('payload', text, (column) => column.notNull())
      .addColumn('run_at', text, (column) => column.notNull())
      .addColumn('claimed_by', text)
      .addColumn('attempts', integer, (column) => column.notNull())
      .addColumn('last_error', text)
      .addColumn('created_at', text, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('jobs_run_at').on('jobs').column('run_at').execute()
    await db.schema.createIndex('jobs_resource_id').on('jobs').column('resource_id').execute()
  },
}
