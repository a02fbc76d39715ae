import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/**
 * What holds a volume, and what is known of the image it was made from. `readonly` and
 * `attached_mode` are the administrative metadata that clients see; null where a volume has none.
 */
export const attachments: Migration = {
  name: 'block-storage/0005-attachments',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await db.schema.alterTable('volumes').addColumn('readonly', integer).execute()
    await db.schema.alterTable('volumes').addColumn('attached_mode', text).execute()
    await createTable(db, dialect, 'volume_attachments')
      .addColumn('serial', integer, (column) =>
        dialect === 'sqlite'
          ? column.primaryKey()
          : column.primaryKey().generatedByDefaultAsIdentity(),
      )
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('volume_id', text, (column) =>
        column.notNull().references('volumes.id').onDelete('cascade'),
      )
      .addColumn('instance_uuid', text)
      .addColumn('attached_host', text)
      .addColumn('mountpoint', text)
      .addColumn('attach_status', text, (column) => column.notNull())
      .addColumn('attach_mode', text)
      .addColumn('attach_time', text)
      .addColumn('connection_info', text)
      .addColumn('connector', text)
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text)
      .execute()
    const index = (columns: string[]) =>
      db.schema
        .createIndex(`volume_attachments_${columns[0]}`)
        .on('volume_attachments')
        .columns(columns)
        .execute()
    await index(['volume_id', 'attach_status'])
    await index(['instance_uuid'])
    await index(['created_at', 'serial'])
    await createTable(db, dialect, 'volume_image_metadata')
      .addColumn('volume_serial', integer, (column) =>
        column.notNull().references('volumes.serial').onDelete('cascade'),
      )
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('position', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('volume_image_metadata_pk', ['volume_serial', 'key'])
      .execute()
    await db.schema
      .createIndex('volume_image_metadata_value')
      .on('volume_image_metadata')
      .columns(['key', 'value', 'volume_serial'])
      .execute()
  },
}
