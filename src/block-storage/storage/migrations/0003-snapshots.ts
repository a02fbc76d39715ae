import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** Laid out as volumes and their metadata are, for the same lists. */
export const snapshots: Migration = {
  name: 'block-storage/0003-snapshots',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'snapshots')
      .addColumn('serial', integer, (column) =>
        dialect === 'sqlite'
          ? column.primaryKey()
          : column.primaryKey().generatedByDefaultAsIdentity(),
      )
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('volume_id', text, (column) => column.notNull().references('volumes.id'))
      .addColumn('volume_type_id', text, (column) => column.notNull())
      .addColumn('size', integer, (column) => column.notNull())
      .addColumn('name', text)
      .addColumn('description', text)
      .addColumn('status', text, (column) => column.notNull())
      .addColumn('progress', text)
      .addColumn('cgsnapshot_id', text)
      .addColumn('group_snapshot_id', text)
      .addColumn('encryption_key_id', text)
      .addColumn('provider_id', text)
      .addColumn('use_quota', integer, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text)
      .execute()
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('snapshots').columns(columns).execute()
    await index('snapshots_project', ['project_id', 'created_at', 'serial'])
    await index('snapshots_created_at', ['created_at', 'serial'])
    await index('snapshots_volume', ['volume_id', 'project_id', 'created_at', 'serial'])
    await index('snapshots_status', ['status', 'project_id', 'created_at', 'serial'])
    await index('snapshots_name', ['name', 'project_id'])
    await index('snapshots_group', ['group_snapshot_id'])
    const metadata = createTable(db, dialect, 'snapshot_metadata')
      .addColumn('snapshot_serial', integer, (column) =>
        column.notNull().references('snapshots.serial').onDelete('cascade'),
      )
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('position', integer, (column) => column.notNull())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('snapshot_metadata_pk', ['snapshot_serial', 'key'])
    await (dialect === 'sqlite' ? metadata.modifyEnd(sql`, without rowid`) : metadata).execute()
    await db.schema
      .createIndex('snapshot_metadata_value')
      .on('snapshot_metadata')
      .columns(['key', 'value', 'project_id', 'created_at', 'snapshot_serial'])
      .execute()
  },
}
