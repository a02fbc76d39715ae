import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'
import { index, numbered, standard, type Db, type Migrate } from './columns.ts'

export const securityGroups: Migration = {
  name: 'network/0004-security-groups',
  async up(db, dialect) {
    await createAddressGroups(db, dialect)
    await createGroups(db, dialect)
    await createRules(db, dialect)
    await createDefaultRules(db, dialect)
    await createStatefulness(db, dialect)
    await createBindings(db, dialect)
  },
}

const createAddressGroups: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'address_groups')
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('description', text, (column) => column.notNull())
    .addColumn('addresses', text, (column) => column.notNull())
    .addColumn('revision_number', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .execute()
  await index(db, 'address_groups', 'project_id')
}

const createGroups: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await standard(numbered(db, dialect, 'security_groups'), dialect)
    .addColumn('stateful', integer, (column) => column.notNull())
    // The project whose default group it is: no project has two.
    .addColumn('default_of', text, (column) => column.unique())
    .execute()
  await index(db, 'security_groups', 'project_id')
  await sql`create index security_groups_name on security_groups (lower(name))`.execute(db)
}

const createRules: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'security_group_rules')
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('security_group_id', text, (column) =>
      column.notNull().references('security_groups.id').onDelete('cascade'),
    )
    .addColumn('group_project_id', text, (column) => column.notNull())
    .addColumn('belongs_to_default_sg', integer, (column) => column.notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('ethertype', text, (column) => column.notNull())
    .addColumn('protocol', text)
    .addColumn('port_range_min', integer)
    .addColumn('port_range_max', integer)
    .addColumn('remote_ip_prefix', text)
    .addColumn('normalized_cidr', text)
    .addColumn('remote_group_id', text, (column) =>
      column.references('security_groups.id').onDelete('cascade'),
    )
    .addColumn('remote_address_group_id', text, (column) => column.references('address_groups.id'))
    .addColumn('description', text)
    .addColumn('revision_number', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .execute()
  await index(db, 'security_group_rules', 'security_group_id')
  await index(db, 'security_group_rules', 'project_id')
  await index(db, 'security_group_rules', 'group_project_id')
  await index(db, 'security_group_rules', 'remote_group_id')
  await index(db, 'security_group_rules', 'remote_address_group_id')
}

const createDefaultRules: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'default_security_group_rules')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('ethertype', text, (column) => column.notNull())
    .addColumn('protocol', text)
    .addColumn('port_range_min', integer)
    .addColumn('port_range_max', integer)
    .addColumn('remote_ip_prefix', text)
    .addColumn('remote_group_id', text)
    .addColumn('remote_address_group_id', text)
    .addColumn('description', text, (column) => column.notNull())
    .addColumn('used_in_default_sg', integer, (column) => column.notNull())
    .addColumn('used_in_non_default_sg', integer, (column) => column.notNull())
    .execute()
  await insertDefaultRules(db)
}

/** What new groups were given before there were templates; neutron/db/migration/alembic_migrations. */
async function insertDefaultRules(db: Db): Promise<void> {
  const ids = [
    '1b1f4f22-6d4f-4bb5-b59f-2a21f1c90a01',
    '4d0c5f6e-3b56-4f63-8cf2-9f4be3b10b02',
    '8c7e3b90-52f3-4a8e-b6a5-6f2d8f6a0c03',
    'c2a9d7b4-0a1e-4d27-9d38-0b7c5e1f0d04',
  ]
  const kinds = ['ingress', 'egress'].flatMap((direction) => {
    return ['IPv4', 'IPv6'].map((ethertype) => ({ direction, ethertype }))
  })
  const rows = kinds.map(({ direction, ethertype }, at) => ({
    id: ids[at],
    direction,
    ethertype,
    remote_group_id: direction === 'ingress' ? 'PARENT' : null,
    description: `Legacy default SG rule for ${direction} traffic`,
    used_in_default_sg: 1,
    used_in_non_default_sg: direction === 'egress' ? 1 : 0,
  }))
  await db.insertInto('default_security_group_rules').values(rows).execute()
}

const createStatefulness: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'security_group_statefulness')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('project_id', text)
    // The project, or nothing for all: each once.
    .addColumn('scope', text, (column) => column.notNull().unique())
    .addColumn('stateful', integer, (column) => column.notNull())
    .addColumn('revision_number', integer, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .execute()
}

const createBindings: Migrate = async (db, dialect) => {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'port_security_groups')
    .addColumn('port_id', text, (column) =>
      column.notNull().references('ports.id').onDelete('cascade'),
    )
    .addColumn('security_group_id', text, (column) =>
      column.notNull().references('security_groups.id'),
    )
    .addPrimaryKeyConstraint('port_security_groups_key', ['port_id', 'security_group_id'])
    .execute()
  await index(db, 'port_security_groups', 'security_group_id')
}
