import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered } from './columns.ts'

export const metering: Migration = {
  name: 'network/0013-metering',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await numbered(db, dialect, 'metering_labels')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('description', text, (column) => column.notNull())
      .addColumn('shared', integer, (column) => column.notNull())
      .execute()
    await index(db, 'metering_labels', 'project_id', 'id')
    await sql`create index metering_labels_name on metering_labels (lower(name))`.execute(db)
    await numbered(db, dialect, 'metering_label_rules')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('metering_label_id', text, (column) =>
        column.notNull().references('metering_labels.id'),
      )
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('direction', text, (column) => column.notNull())
      .addColumn('excluded', integer, (column) => column.notNull())
      .addColumn('remote_ip_prefix', text)
      .addColumn('source_ip_prefix', text)
      .addColumn('destination_ip_prefix', text)
      .execute()
    await index(db, 'metering_label_rules', 'metering_label_id')
    await index(db, 'metering_label_rules', 'project_id', 'id')
  },
}
