import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const cache: Migration = {
  name: 'image/0004-cache',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'image_cache')
      .addColumn('serial', integer, (column) =>
        dialect === 'sqlite'
          ? column.primaryKey()
          : column.primaryKey().generatedByDefaultAsIdentity(),
      )
      .addColumn('node', text, (column) => column.notNull())
      .addColumn('image_id', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('size', integer)
      .addColumn('hits', integer, (column) => column.notNull())
      .addColumn('cached_at', text, (column) => column.notNull())
      .addColumn('read_at', text, (column) => column.notNull())
      .addUniqueConstraint('image_cache_key', ['node', 'image_id'])
      .execute()
  },
}
