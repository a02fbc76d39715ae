import type { ColumnDefinitionBuilder, Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const volumesAndQuotas: Migration = {
  name: 'block-storage/0001-volumes-and-quotas',
  formerly: '0004-block-storage',
  async up(db, dialect) {
    await createVolumeTypes(db, dialect)
    await createQuotas(db, dialect)
    await createVolumeServices(db, dialect)
    await createVolumes(db, dialect)
    await createVolumeMetadata(db, dialect)
    await createVolumePools(db, dialect)
  },
}

// A migration describes the schema of its own time, not today's `Tables`.
// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

async function createVolumes(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'volumes')
    // Rows that were made together lie together, and metadata refers to eight bytes, not 36.
    .addColumn('serial', integer, (column) =>
      dialect === 'sqlite'
        ? column.primaryKey()
        : column.primaryKey().generatedByDefaultAsIdentity(),
    )
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('name', text)
    .addColumn('description', text)
    .addColumn('size', integer, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('previous_status', text)
    .addColumn('attach_status', text, (column) => column.notNull())
    .addColumn('migration_status', text)
    .addColumn('availability_zone', text)
    .addColumn('host', text)
    .addColumn('cluster_name', text)
    .addColumn('service_uuid', text)
    .addColumn('shared_targets', integer)
    .addColumn('volume_type_id', text, (column) => column.notNull().references('volume_types.id'))
    .addColumn('snapshot_id', text)
    .addColumn('source_volid', text)
    .addColumn('consistencygroup_id', text)
    .addColumn('group_id', text)
    .addColumn('bootable', integer, (column) => column.notNull())
    .addColumn('multiattach', integer, (column) => column.notNull())
    .addColumn('encryption_key_id', text)
    .addColumn('replication_status', text)
    .addColumn('provider_id', text)
    .addColumn('use_quota', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .addColumn('launched_at', text)
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('volumes').columns(columns).execute()
  await index('volumes_project', ['project_id', 'created_at', 'serial'])
  await index('volumes_created_at', ['created_at', 'serial'])
  await index('volumes_status', ['status', 'project_id', 'created_at', 'serial'])
  await index('volumes_name', ['name', 'project_id'])
  await index('volumes_type', ['volume_type_id'])
}

/** Filters by metadata are answered, ordered and paged from the index alone. */
async function createVolumeMetadata(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  const table = createTable(db, dialect, 'volume_metadata')
    .addColumn('volume_serial', integer, (column) =>
      column.notNull().references('volumes.serial').onDelete('cascade'),
    )
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addColumn('position', integer, (column) => column.notNull())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('volume_metadata_pk', ['volume_serial', 'key'])
  // The rows of one volume lie together: a page of volumes reads theirs in few places.
  await (dialect === 'sqlite' ? table.modifyEnd(sql`, without rowid`) : table).execute()
  await db.schema
    .createIndex('volume_metadata_value')
    .on('volume_metadata')
    .columns(['key', 'value', 'project_id', 'created_at', 'volume_serial'])
    .execute()
}

async function createVolumeTypes(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'volume_types')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('name', text, (column) => column.notNull().unique())
    .addColumn('description', text)
    .addColumn('is_public', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .execute()
  await createTable(db, dialect, 'volume_type_extra_specs')
    .addColumn('volume_type_id', text, ofVolumeType)
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('value', text)
    .addPrimaryKeyConstraint('volume_type_extra_specs_pk', ['volume_type_id', 'key'])
    .execute()
  await createTable(db, dialect, 'volume_type_projects')
    .addColumn('volume_type_id', text, ofVolumeType)
    .addColumn('project_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('volume_type_projects_pk', ['volume_type_id', 'project_id'])
    .execute()
  await createTable(db, dialect, 'default_volume_types')
    .addColumn('project_id', text, (column) => column.primaryKey().notNull())
    .addColumn('volume_type_id', text, (column) => column.notNull().references('volume_types.id'))
    .execute()
}

function ofVolumeType(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().references('volume_types.id').onDelete('cascade')
}

/** `volume_type_id` is '' where a row is about a project's resources of all types. */
async function createQuotas(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  const owners = [
    ['quotas', 'project_id', 'hard_limit'],
    ['quota_classes', 'class_name', 'hard_limit'],
    ['quota_usages', 'project_id', 'in_use'],
  ] as const
  for (const [table, owner, amount] of owners) {
    await createTable(db, dialect, table)
      .addColumn(owner, text, (column) => column.notNull())
      .addColumn('resource', text, (column) => column.notNull())
      .addColumn('volume_type_id', text, (column) => column.notNull())
      .addColumn(amount, integer, (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_pk`, [owner, 'resource', 'volume_type_id'])
      .execute()
  }
}

/** Only services that somebody changed have a row: the rest are as the configuration says. */
async function createVolumeServices(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'volume_services')
    .addColumn('binary', text, (column) => column.notNull())
    .addColumn('host', text, (column) => column.notNull())
    .addColumn('disabled', integer, (column) => column.notNull())
    .addColumn('disabled_reason', text)
    .addColumn('updated_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('volume_services_pk', ['binary', 'host'])
    .execute()
}

async function createVolumePools(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'volume_pools')
    .addColumn('name', text, (column) => column.primaryKey().notNull())
    .addColumn('allocated_gib', integer, (column) => column.notNull())
    .execute()
}
