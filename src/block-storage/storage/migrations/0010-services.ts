import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** Backends whose volumes may not change for now, and how much services are to log. */
export const services: Migration = {
  name: 'block-storage/0010-services',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await db.schema
      .alterTable('volume_services')
      .addColumn('frozen', integer, (column) => column.notNull().defaultTo(0))
      .execute()
    await createTable(db, dialect, 'volume_service_log_levels')
      .addColumn('binary', text, (column) => column.notNull())
      .addColumn('host', text, (column) => column.notNull())
      .addColumn('logger', text, (column) => column.notNull())
      .addColumn('level', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('volume_service_log_levels_pk', ['binary', 'host', 'logger'])
      .execute()
  },
}
