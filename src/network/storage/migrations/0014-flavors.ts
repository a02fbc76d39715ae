import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered } from './columns.ts'

export const flavors: Migration = {
  name: 'network/0014-flavors',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await numbered(db, dialect, 'network_flavors')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('description', text)
      .addColumn('service_type', text, (column) => column.notNull())
      .addColumn('enabled', integer, (column) => column.notNull())
      .execute()
    await numbered(db, dialect, 'service_profiles')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('description', text)
      .addColumn('driver', text, (column) => column.notNull())
      .addColumn('enabled', integer, (column) => column.notNull())
      .addColumn('metainfo', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('flavor_service_profiles')
      .addColumn('flavor_id', text, (column) => column.notNull().references('network_flavors.id'))
      .addColumn('service_profile_id', text, (column) =>
        column.notNull().references('service_profiles.id'),
      )
      .addPrimaryKeyConstraint('flavor_service_profiles_pair', ['flavor_id', 'service_profile_id'])
      .execute()
    await index(db, 'flavor_service_profiles', 'service_profile_id')
  },
}
