import type { ColumnDefinitionBuilder, Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** Groups of volumes, the types of groups, and snapshots of whole groups. */
export const groups: Migration = {
  name: 'block-storage/0006-groups',
  async up(db, dialect) {
    await createGroupTypes(db, dialect)
    await createGroups(db, dialect)
    await createGroupSnapshots(db, dialect)
    await db.schema.createIndex('volumes_group').on('volumes').column('group_id').execute()
  },
}

// A migration describes the schema of its own time, not today's `Tables`.
// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

const required = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull()
const key = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
  column.primaryKey().notNull()

async function createGroupTypes(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'group_types')
    .addColumn('id', text, key)
    .addColumn('name', text, (column) => column.notNull().unique())
    .addColumn('description', text)
    .addColumn('is_public', integer, required)
    .addColumn('created_at', text, required)
    .addColumn('updated_at', text)
    .execute()
  await createTable(db, dialect, 'group_type_specs')
    .addColumn('group_type_id', text, (column) =>
      column.notNull().references('group_types.id').onDelete('cascade'),
    )
    .addColumn('key', text, required)
    .addColumn('value', text)
    .addPrimaryKeyConstraint('group_type_specs_pk', ['group_type_id', 'key'])
    .execute()
}

async function createGroups(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'volume_groups')
    .addColumn('id', text, key)
    .addColumn('project_id', text, required)
    .addColumn('user_id', text, required)
    .addColumn('name', text)
    .addColumn('description', text)
    .addColumn('status', text, required)
    .addColumn('availability_zone', text)
    .addColumn('host', text)
    .addColumn('group_type_id', text, (column) => column.notNull().references('group_types.id'))
    .addColumn('group_snapshot_id', text)
    .addColumn('source_group_id', text)
    .addColumn('replication_status', text)
    .addColumn('created_at', text, required)
    .addColumn('updated_at', text)
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('volume_groups').columns(columns).execute()
  await index('volume_groups_project', ['project_id', 'created_at', 'id'])
  await index('volume_groups_created_at', ['created_at', 'id'])
  await index('volume_groups_type', ['group_type_id'])
  await createTable(db, dialect, 'volume_group_types')
    .addColumn('group_id', text, (column) =>
      column.notNull().references('volume_groups.id').onDelete('cascade'),
    )
    .addColumn('volume_type_id', text, (column) => column.notNull().references('volume_types.id'))
    .addPrimaryKeyConstraint('volume_group_types_pk', ['group_id', 'volume_type_id'])
    .execute()
  await db.schema
    .createIndex('volume_group_types_type')
    .on('volume_group_types')
    .column('volume_type_id')
    .execute()
}

async function createGroupSnapshots(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'group_snapshots')
    .addColumn('id', text, key)
    .addColumn('group_id', text, (column) => column.notNull().references('volume_groups.id'))
    .addColumn('group_type_id', text, required)
    .addColumn('project_id', text, required)
    .addColumn('user_id', text, required)
    .addColumn('name', text)
    .addColumn('description', text)
    .addColumn('status', text, required)
    .addColumn('created_at', text, required)
    .addColumn('updated_at', text)
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('group_snapshots').columns(columns).execute()
  await index('group_snapshots_project', ['project_id', 'created_at', 'id'])
  await index('group_snapshots_created_at', ['created_at', 'id'])
  await index('group_snapshots_group', ['group_id'])
}
