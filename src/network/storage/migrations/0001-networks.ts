import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'
import { index, numbered, standard, type Migrate } from './columns.ts'

export const networks: Migration = {
  name: 'network/0001-networks',
  async up(db, dialect) {
    await createNetworks(db, dialect)
    await createSegments(db, dialect)
    await createPolicies(db, dialect)
    await createTags(db, dialect)
    await createQuotas(db, dialect)
  },
}

const createNetworks: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await standard(numbered(db, dialect, 'networks'), dialect)
    .addColumn('admin_state_up', integer, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('mtu', integer, (column) => column.notNull())
    .addColumn('external', integer, (column) => column.notNull())
    .addColumn('is_default', integer, (column) => column.notNull())
    .addColumn('port_security_enabled', integer, (column) => column.notNull())
    .addColumn('dns_domain', text, (column) => column.notNull())
    .addColumn('qos_policy_id', text)
    .addColumn('availability_zone_hints', text, (column) => column.notNull())
    .addColumn('ha', integer, (column) => column.notNull())
    .execute()
  await index(db, 'networks', 'project_id')
  await sql`create index networks_name on networks (lower(name))`.execute(db)
  await index(db, 'networks', 'external')
  await index(db, 'networks', 'qos_policy_id')
}

const createSegments: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'network_segments')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('network_id', text, (column) => column.notNull())
    .addColumn('network_type', text, (column) => column.notNull())
    .addColumn('physical_network', text)
    .addColumn('segmentation_id', integer)
    .addColumn('segment_index', integer, (column) => column.notNull())
    .addColumn('name', text)
    .addColumn('description', text)
    .addColumn('revision_number', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('place', text, (column) => column.unique())
    .execute()
  await index(db, 'network_segments', 'network_id')
  await index(db, 'network_segments', 'network_type', 'physical_network', 'segmentation_id')
}

const createPolicies: Migrate = async (db, dialect) => {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'network_rbac_policies')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('object_type', text, (column) => column.notNull())
    .addColumn('object_id', text, (column) => column.notNull())
    .addColumn('action', text, (column) => column.notNull())
    .addColumn('target_project', text, (column) => column.notNull())
    .addColumn('granted', text, (column) => column.notNull())
    .addUniqueConstraint('network_rbac_policies_object', ['object_id', 'granted'])
    .execute()
  await index(db, 'network_rbac_policies', 'granted', 'object_id')
  await index(db, 'network_rbac_policies', 'project_id')
}

const createTags: Migrate = async (db, dialect) => {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'network_tags')
    .addColumn('resource_id', text, (column) => column.notNull())
    .addColumn('tag', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('network_tags_key', ['resource_id', 'tag'])
    .execute()
}

const createQuotas: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'network_quotas')
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('resource', text, (column) => column.notNull())
    .addColumn('quota', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('network_quotas_key', ['project_id', 'resource'])
    .execute()
}
