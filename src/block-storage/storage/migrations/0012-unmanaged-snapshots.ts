import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** What backends keep of a volume and is no snapshot, because somebody gave it up. */
export const unmanagedSnapshots: Migration = {
  name: 'block-storage/0012-unmanaged-snapshots',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'unmanaged_snapshots')
      .addColumn('volume_id', text, (column) =>
        column.notNull().references('volumes.id').onDelete('cascade'),
      )
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('size', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('unmanaged_snapshots_pk', ['volume_id', 'name'])
      .execute()
  },
}
