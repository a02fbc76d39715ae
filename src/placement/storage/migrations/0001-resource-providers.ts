import { sql, type Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const resourceProviders: Migration = {
  name: 'placement/0001-resource-providers',
  async up(db, dialect) {
    await createProviders(db, dialect)
    await createInventories(db, dialect)
    await createNames(db, dialect)
    await createAllocations(db, dialect)
  },
}

// oxlint-disable-next-line typescript/no-explicit-any -- a migration describes its own time's schema
type Schema = Kysely<any>

function numbered(db: Schema, dialect: Dialect, name: string) {
  const { integer } = columnTypes(dialect)
  return createTable(db, dialect, name).addColumn('id', integer, (column) =>
    dialect === 'sqlite'
      ? column.primaryKey().autoIncrement()
      : column.primaryKey().generatedByDefaultAsIdentity(),
  )
}

async function createProviders(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'resource_providers')
    .addColumn('uuid', text, (column) => column.notNull().unique())
    .addColumn('name', text, (column) => column.notNull().unique())
    .addColumn('generation', integer, (column) => column.notNull())
    .addColumn('parent_id', integer, (column) => column.references('resource_providers.id'))
    .addColumn('root_id', integer)
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .execute()
  await index(db, 'resource_providers', 'root_id')
  await index(db, 'resource_providers', 'parent_id')
  await createTable(db, dialect, 'provider_traits')
    .addColumn('provider_id', integer, (column) =>
      column.notNull().references('resource_providers.id').onDelete('cascade'),
    )
    .addColumn('trait', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('provider_traits_key', ['provider_id', 'trait'])
    .execute()
  await index(db, 'provider_traits', 'trait', 'provider_id')
  await numbered(db, dialect, 'provider_aggregates')
    .addColumn('provider_id', integer, (column) =>
      column.notNull().references('resource_providers.id').onDelete('cascade'),
    )
    .addColumn('aggregate', text, (column) => column.notNull())
    .addUniqueConstraint('provider_aggregates_unique', ['provider_id', 'aggregate'])
    .execute()
  await index(db, 'provider_aggregates', 'aggregate', 'provider_id')
}

async function createInventories(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  const real = dialect === 'sqlite' ? sql`real` : sql`double precision`
  await numbered(db, dialect, 'provider_inventories')
    .addColumn('provider_id', integer, (column) =>
      column.notNull().references('resource_providers.id').onDelete('cascade'),
    )
    .addColumn('resource_class', text, (column) => column.notNull())
    .addColumn('total', integer, (column) => column.notNull())
    .addColumn('reserved', integer, (column) => column.notNull())
    .addColumn('min_unit', integer, (column) => column.notNull())
    .addColumn('max_unit', integer, (column) => column.notNull())
    .addColumn('step_size', integer, (column) => column.notNull())
    .addColumn('allocation_ratio', real, (column) => column.notNull())
    .addColumn('used', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addUniqueConstraint('provider_inventories_unique', ['provider_id', 'resource_class'])
    .execute()
  await index(db, 'provider_inventories', 'resource_class', 'provider_id')
}

async function createNames(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  for (const table of ['custom_traits', 'custom_resource_classes']) {
    await numbered(db, dialect, table)
      .addColumn('name', text, (column) => column.notNull().unique())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .execute()
  }
}

async function createAllocations(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'resource_consumers')
    .addColumn('uuid', text, (column) => column.notNull().unique())
    .addColumn('generation', integer, (column) => column.notNull())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('consumer_type', text)
    .addColumn('created_at', text, (column) => column.notNull())
    .execute()
  await index(db, 'resource_consumers', 'project_id', 'user_id')
  await numbered(db, dialect, 'resource_allocations')
    .addColumn('consumer_id', integer, (column) =>
      column.notNull().references('resource_consumers.id'),
    )
    .addColumn('provider_id', integer, (column) =>
      column.notNull().references('resource_providers.id'),
    )
    .addColumn('resource_class', text, (column) => column.notNull())
    .addColumn('used', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addUniqueConstraint('resource_allocations_unique', [
      'consumer_id',
      'provider_id',
      'resource_class',
    ])
    .execute()
  await index(db, 'resource_allocations', 'provider_id', 'resource_class')
}

async function index(db: Schema, table: string, ...columns: string[]): Promise<void> {
  const name = `${table}_${columns.join('_')}`
  await db.schema.createIndex(name).on(table).columns(columns).execute()
}
