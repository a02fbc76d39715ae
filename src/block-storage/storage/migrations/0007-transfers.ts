import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** Volumes that are on offer to whoever knows the key. */
export const transfers: Migration = {
  name: 'block-storage/0007-transfers',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'volume_transfers')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('volume_id', text, (column) =>
        column.notNull().references('volumes.id').onDelete('cascade'),
      )
      .addColumn('source_project_id', text, (column) => column.notNull())
      .addColumn('name', text)
      .addColumn('salt', text, (column) => column.notNull())
      .addColumn('key_hash', text, (column) => column.notNull())
      .addColumn('no_snapshots', integer, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .execute()
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('volume_transfers').columns(columns).execute()
    await index('volume_transfers_volume', ['volume_id'])
    await index('volume_transfers_project', ['source_project_id', 'created_at', 'id'])
    await index('volume_transfers_created_at', ['created_at', 'id'])
  },
}
