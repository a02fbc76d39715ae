import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** What simulated backends hold beside the volumes: those that were given up. */
export const unmanagedVolumes: Migration = {
  name: 'block-storage/0011-unmanaged-volumes',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'unmanaged_volumes')
      .addColumn('pool', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('size', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('unmanaged_volumes_pk', ['pool', 'name'])
      .execute()
  },
}
