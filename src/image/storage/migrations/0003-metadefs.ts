import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** Metadata definitions. `key` is a name in lower case: names of any case mean the same. */
export const metadefs: Migration = {
  name: 'image/0003-metadefs',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createNumbered(db, dialect, 'metadef_namespaces')
      .addColumn('namespace', text, (column) => column.notNull())
      .addColumn('key', text, (column) => column.notNull().unique())
      .addColumn('display_name', text)
      .addColumn('description', text)
      .addColumn('visibility', text, (column) => column.notNull())
      .addColumn('protected', integer, (column) => column.notNull())
      .addColumn('owner', text, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text)
      .execute()
    await index(db, 'metadef_namespaces', 'made', ['created_at', 'id'])
    await index(db, 'metadef_namespaces', 'owner', ['owner'])
    await createItems(db, dialect, 'metadef_objects')
      .addColumn('description', text)
      .addColumn('required', text, (column) => column.notNull())
      .addColumn('properties', text, (column) => column.notNull())
      .execute()
    await createItems(db, dialect, 'metadef_properties')
      .addColumn('schema', text, (column) => column.notNull())
      .execute()
    await createItems(db, dialect, 'metadef_tags').execute()
    await index(db, 'metadef_tags', 'made', ['namespace_id', 'created_at', 'id'])
    await createAssociations(db, dialect)
  },
}

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

function createNumbered(db: Schema, dialect: Dialect, name: string) {
  return createTable(db, dialect, name).addColumn(
    'id',
    dialect === 'sqlite' ? 'integer' : 'bigint',
    (column) =>
      dialect === 'sqlite'
        ? column.primaryKey().autoIncrement()
        : column.primaryKey().generatedByDefaultAsIdentity(),
  )
}

/** What lies in a namespace under a name of its own. */
function createItems(db: Schema, dialect: Dialect, name: string) {
  const { text, integer } = columnTypes(dialect)
  return createNumbered(db, dialect, name)
    .addColumn('namespace_id', integer, (column) =>
      column.notNull().references('metadef_namespaces.id').onDelete('cascade'),
    )
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .addUniqueConstraint(`${name}_key`, ['namespace_id', 'key'])
}

async function createAssociations(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createNumbered(db, dialect, 'metadef_resource_types')
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull().unique())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .execute()
  await createNumbered(db, dialect, 'metadef_associations')
    .addColumn('namespace_id', integer, (column) =>
      column.notNull().references('metadef_namespaces.id').onDelete('cascade'),
    )
    .addColumn('resource_type_id', integer, (column) =>
      column.notNull().references('metadef_resource_types.id'),
    )
    .addColumn('prefix', text)
    .addColumn('properties_target', text)
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .addUniqueConstraint('metadef_associations_key', ['namespace_id', 'resource_type_id'])
    .execute()
  await index(db, 'metadef_associations', 'type', ['resource_type_id', 'namespace_id'])
}

async function index(db: Schema, table: string, name: string, columns: string[]): Promise<void> {
  await db.schema.createIndex(`${table}_${name}`).on(table).columns(columns).execute()
}
