import { sql, type CreateTableBuilder, type Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a migration describes its own time's schema
type Db = Kysely<any>

export const images: Migration = {
  name: 'image/0001-images',
  async up(db, dialect) {
    await createImages(db, dialect)
    await createItems(db, dialect)
    await createMembers(db, dialect)
    await createLocations(db, dialect)
  },
}

function numbered<T extends string>(db: Db, dialect: Dialect, name: T): CreateTableBuilder<T> {
  const { integer } = columnTypes(dialect)
  return createTable(db, dialect, name).addColumn('serial', integer, (column) =>
    dialect === 'sqlite' ? column.primaryKey() : column.primaryKey().generatedByDefaultAsIdentity(),
  ) as CreateTableBuilder<T>
}

async function createImages(db: Db, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'images')
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('name', text)
    .addColumn('owner', text)
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('visibility', text, (column) => column.notNull())
    .addColumn('os_hidden', integer, (column) => column.notNull())
    .addColumn('protected', integer, (column) => column.notNull())
    .addColumn('disk_format', text)
    .addColumn('container_format', text)
    .addColumn('min_disk', integer, (column) => column.notNull())
    .addColumn('min_ram', integer, (column) => column.notNull())
    .addColumn('size', integer)
    .addColumn('virtual_size', integer)
    .addColumn('checksum', text)
    .addColumn('os_hash_algo', text)
    .addColumn('os_hash_value', text)
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('deleted_at', text)
    .execute()
  // Lists never look for deleted images.
  const index = (name: string, columns: string[]) =>
    db.schema
      .createIndex(name)
      .on('images')
      .columns(columns)
      .where(sql.ref('deleted_at'), 'is', null)
      .execute()
  await index('images_made', ['created_at', 'serial'])
  await index('images_owner', ['owner', 'created_at', 'serial'])
  await index('images_owner_visibility', ['owner', 'visibility', 'created_at', 'serial'])
  await index('images_visibility', ['visibility', 'created_at', 'serial'])
  await index('images_checksum', ['checksum'])
  await index('images_hash', ['os_hash_value'])
  await sql`create index images_name on images (lower(name)) where deleted_at is null`.execute(db)
}

async function createItems(db: Db, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'image_properties')
    .addColumn('image_id', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('value', text)
    .addColumn('position', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('image_properties_key', ['image_id', 'name'])
    .execute()
  await createTable(db, dialect, 'image_tags')
    .addColumn('image_id', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addColumn('position', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('image_tags_key', ['image_id', 'value'])
    .execute()
  // Longer values are more than an index of PostgreSQL holds.
  await db.schema
    .createIndex('image_properties_value')
    .on('image_properties')
    .columns(['name', 'value', 'image_id'])
    .where(sql<boolean>`length(value) <= 255`)
    .execute()
  await db.schema
    .createIndex('image_tags_value')
    .on('image_tags')
    .columns(['value', 'image_id'])
    .execute()
}

async function createMembers(db: Db, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await numbered(db, dialect, 'image_members')
    .addColumn('image_id', text, (column) => column.notNull())
    .addColumn('member', text, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addUniqueConstraint('image_members_key', ['image_id', 'member'])
    .execute()
  await db.schema
    .createIndex('image_members_member')
    .on('image_members')
    .columns(['member', 'status', 'image_id'])
    .execute()
}

async function createLocations(db: Db, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await numbered(db, dialect, 'image_locations')
    .addColumn('image_id', text, (column) => column.notNull())
    .addColumn('url', text, (column) => column.notNull())
    .addColumn('store', text, (column) => column.notNull())
    .addColumn('metadata', text, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('image_locations').columns(columns).execute()
  await index('image_locations_image', ['image_id', 'serial'])
  await index('image_locations_url', ['url'])
}
