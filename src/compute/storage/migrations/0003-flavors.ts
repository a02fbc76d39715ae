import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'
import { createNumbered } from './numbered.ts'

export const flavors: Migration = {
  name: 'compute/0003-flavors',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createNumbered(db, dialect, 'flavors', 'serial')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('name', text, (column) => column.notNull().unique())
      .addColumn('vcpus', integer, (column) => column.notNull())
      .addColumn('ram', integer, (column) => column.notNull())
      .addColumn('disk', integer, (column) => column.notNull())
      .addColumn('ephemeral', integer, (column) => column.notNull())
      .addColumn('swap', integer, (column) => column.notNull())
      .addColumn('rxtx_factor', dialect === 'sqlite' ? sql`real` : 'double precision', (column) =>
        column.notNull(),
      )
      .addColumn('is_public', integer, (column) => column.notNull())
      .addColumn('description', text)
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text)
      .execute()
    await createTable(db, dialect, 'flavor_extra_specs')
      .addColumn('flavor_id', text, (column) =>
        column.notNull().references('flavors.id').onDelete('cascade'),
      )
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('flavor_extra_specs_key', ['flavor_id', 'key'])
      .execute()
    await createTable(db, dialect, 'flavor_projects')
      .addColumn('flavor_id', text, (column) =>
        column.notNull().references('flavors.id').onDelete('cascade'),
      )
      .addColumn('project_id', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('flavor_projects_key', ['flavor_id', 'project_id'])
      .execute()
    await db.schema
      .createIndex('flavor_projects_project')
      .on('flavor_projects')
      .columns(['project_id', 'flavor_id'])
      .execute()
    await createTable(db, dialect, 'compute_presets')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('made_at', text, (column) => column.notNull())
      .execute()
  },
}
