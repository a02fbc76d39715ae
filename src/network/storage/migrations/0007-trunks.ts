import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered, standard } from './columns.ts'

export const trunks: Migration = {
  name: 'network/0007-trunks',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await standard(numbered(db, dialect, 'trunks'), dialect)
      .addColumn('admin_state_up', integer, (column) => column.notNull())
      .addColumn('port_id', text, (column) => column.notNull().unique().references('ports.id'))
      .addColumn('status', text, (column) => column.notNull())
      .execute()
    await index(db, 'trunks', 'project_id', 'id')
    await sql`create index trunks_name on trunks (lower(name))`.execute(db)
    await db.schema
      .createTable('trunk_sub_ports')
      .addColumn('port_id', text, (column) => column.primaryKey().notNull().references('ports.id'))
      .addColumn('trunk_id', text, (column) => column.notNull().references('trunks.id'))
      .addColumn('segmentation_type', text, (column) => column.notNull())
      .addColumn('segmentation_id', integer, (column) => column.notNull())
      .addUniqueConstraint('trunk_sub_ports_segment', [
        'trunk_id',
        'segmentation_type',
        'segmentation_id',
      ])
      .execute()
  },
}
