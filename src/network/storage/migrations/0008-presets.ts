import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const presets: Migration = {
  name: 'network/0008-presets',
  async up(db, dialect) {
    const { text } = columnTypes(dialect)
    await createTable(db, dialect, 'network_presets')
      .addColumn('name', text, (column) => column.primaryKey().notNull())
      .addColumn('made_at', text, (column) => column.notNull())
      .execute()
  },
}
