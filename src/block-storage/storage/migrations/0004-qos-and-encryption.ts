import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const qosAndEncryption: Migration = {
  name: 'block-storage/0004-qos-and-encryption',
  async up(db, dialect) {
    await createQosSpecs(db, dialect)
    await createEncryption(db, dialect)
  },
}

// A migration describes the schema of its own time, not today's `Tables`.
// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

async function createQosSpecs(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'qos_specs')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('name', text, (column) => column.notNull().unique())
    .addColumn('consumer', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .execute()
  await createTable(db, dialect, 'qos_spec_items')
    .addColumn('qos_specs_id', text, (column) =>
      column.notNull().references('qos_specs.id').onDelete('cascade'),
    )
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('value', text)
    .addPrimaryKeyConstraint('qos_spec_items_pk', ['qos_specs_id', 'key'])
    .execute()
  await db.schema
    .alterTable('volume_types')
    .addColumn('qos_specs_id', text, (column) => column.references('qos_specs.id'))
    .execute()
  await db.schema
    .createIndex('volume_types_qos_specs')
    .on('volume_types')
    .column('qos_specs_id')
    .execute()
}

async function createEncryption(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'volume_type_encryption')
    .addColumn('volume_type_id', text, (column) =>
      column.primaryKey().notNull().references('volume_types.id').onDelete('cascade'),
    )
    .addColumn('encryption_id', text, (column) => column.notNull())
    .addColumn('provider', text, (column) => column.notNull())
    .addColumn('control_location', text, (column) => column.notNull())
    .addColumn('cipher', text)
    .addColumn('key_size', integer)
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .execute()
  await createTable(db, dialect, 'volume_keys')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('algorithm', text, (column) => column.notNull())
    .addColumn('bits', integer, (column) => column.notNull())
    // Encrypted with the keys of the program's key file, as identity's secrets are.
    .addColumn('sealed', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .execute()
}
