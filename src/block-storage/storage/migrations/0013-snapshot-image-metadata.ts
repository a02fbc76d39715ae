import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** What a snapshot keeps of what its volume took over from an image. */
export const snapshotImageMetadata: Migration = {
  name: 'block-storage/0013-snapshot-image-metadata',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'snapshot_image_metadata')
      .addColumn('snapshot_serial', integer, (column) =>
        column.notNull().references('snapshots.serial').onDelete('cascade'),
      )
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('position', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('snapshot_image_metadata_pk', ['snapshot_serial', 'key'])
      .execute()
  },
}
