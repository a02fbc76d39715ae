import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered } from './columns.ts'

export const segmentRanges: Migration = {
  name: 'network/0012-network-segment-ranges',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await numbered(db, dialect, 'network_segment_ranges')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('project_id', text)
      .addColumn('name', text)
      .addColumn('description', text)
      .addColumn('revision_number', integer, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text)
      .addColumn('tags', text, (column) => column.notNull())
      .addColumn('is_default', integer, (column) => column.notNull())
      .addColumn('shared', integer, (column) => column.notNull())
      .addColumn('network_type', text, (column) => column.notNull())
      .addColumn('physical_network', text, (column) => column.notNull())
      .addColumn('minimum', integer, (column) => column.notNull())
      .addColumn('maximum', integer, (column) => column.notNull())
      .execute()
    await index(db, 'network_segment_ranges', 'network_type')
  },
}
