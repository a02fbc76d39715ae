import { columnTypes, createTable } from '../../../storage/schema.ts'
import type { Migration } from '../../../storage/migrate.ts'

/** What lies in stores beside the locations of images. */
export const objects: Migration = {
  name: 'image/0006-objects',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'image_objects')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('image_id', text, (column) => column.notNull())
      .addColumn('store', text, (column) => column.notNull())
      .addColumn('location', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('size', integer)
      .addColumn('until', text)
      .execute()
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('image_objects').columns(columns).execute()
    await index('image_objects_image', ['image_id', 'state'])
    await index('image_objects_state', ['state', 'until'])
  },
}
