import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered, standard, type Migrate } from './columns.ts'

export const qos: Migration = {
  name: 'network/0006-qos',
  async up(db, dialect) {
    await createPolicies(db, dialect)
    await createRules(db, dialect)
    const { text } = columnTypes(dialect)
    await db.schema.alterTable('routers').addColumn('qos_policy_id', text).execute()
    await index(db, 'routers', 'qos_policy_id')
  },
}

const createPolicies: Migrate = async (db, dialect) => {
  const { integer } = columnTypes(dialect)
  await standard(numbered(db, dialect, 'qos_policies'), dialect)
    .addColumn('is_default', integer, (column) => column.notNull())
    .execute()
  await index(db, 'qos_policies', 'project_id', 'id')
  await sql`create index qos_policies_name on qos_policies (lower(name))`.execute(db)
}

const createRules: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'qos_rules')
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('qos_policy_id', text, (column) =>
      column.notNull().references('qos_policies.id').onDelete('cascade'),
    )
    .addColumn('policy_project_id', text, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('direction', text)
    .addColumn('max_kbps', integer)
    .addColumn('max_burst_kbps', integer)
    .addColumn('dscp_mark', integer)
    .addColumn('min_kbps', integer)
    .addColumn('max_kpps', integer)
    .addColumn('max_burst_kpps', integer)
    .addColumn('min_kpps', integer)
    .addUniqueConstraint('qos_rules_alike', ['qos_policy_id', 'type', 'direction'])
    .execute()
}
