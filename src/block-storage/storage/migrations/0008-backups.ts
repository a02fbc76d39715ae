import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const backups: Migration = {
  name: 'block-storage/0008-backups',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'backups')
      .addColumn('serial', integer, (column) =>
        dialect === 'sqlite'
          ? column.primaryKey()
          : column.primaryKey().generatedByDefaultAsIdentity(),
      )
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('name', text)
      .addColumn('description', text)
      .addColumn('volume_id', text, (column) => column.notNull())
      .addColumn('snapshot_id', text)
      .addColumn('parent_id', text)
      .addColumn('status', text, (column) => column.notNull())
      .addColumn('fail_reason', text)
      .addColumn('size', integer, (column) => column.notNull())
      .addColumn('object_count', integer, (column) => column.notNull())
      .addColumn('num_dependent_backups', integer, (column) => column.notNull())
      .addColumn('availability_zone', text)
      .addColumn('host', text)
      .addColumn('container', text)
      .addColumn('service', text)
      .addColumn('service_metadata', text)
      .addColumn('encryption_key_id', text)
      .addColumn('restore_volume_id', text)
      .addColumn('data_timestamp', text)
      .addColumn('metadata', text, (column) => column.notNull())
      .addColumn('volume_texts', text, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text)
      .execute()
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('backups').columns(columns).execute()
    await index('backups_project', ['project_id', 'created_at', 'serial'])
    await index('backups_created_at', ['created_at', 'serial'])
    await index('backups_volume', ['volume_id', 'created_at', 'serial'])
    await index('backups_status', ['status', 'project_id', 'created_at', 'serial'])
    await index('backups_name', ['name', 'project_id'])
    await index('backups_parent', ['parent_id'])
  },
}
