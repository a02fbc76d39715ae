import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { createNumbered } from './numbered.ts'

export const aggregatesAndHosts: Migration = {
  name: 'compute/0001-aggregates-and-hosts',
  formerly: '0003-compute',
  async up(db, dialect) {
    await createAggregates(db, dialect)
    await createServices(db, dialect)
    await createNodes(db, dialect)
  },
}

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

async function createAggregates(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createNumbered(db, dialect, 'aggregates')
    .addColumn('uuid', text, (column) => column.notNull().unique())
    .addColumn('name', text, (column) => column.notNull().unique())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .execute()
  await createNumbered(db, dialect, 'aggregate_hosts')
    .addColumn('aggregate_id', integer, (column) => column.notNull().references('aggregates.id'))
    .addColumn('host', text, (column) => column.notNull())
    .addUniqueConstraint('aggregate_hosts_unique', ['aggregate_id', 'host'])
    .execute()
  await db.schema
    .createIndex('aggregate_hosts_host')
    .on('aggregate_hosts')
    .columns(['host', 'aggregate_id'])
    .execute()
  await createNumbered(db, dialect, 'aggregate_metadata')
    .addColumn('aggregate_id', integer, (column) =>
      column.notNull().references('aggregates.id').onDelete('cascade'),
    )
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addUniqueConstraint('aggregate_metadata_unique', ['aggregate_id', 'key'])
    .execute()
  await db.schema
    .createIndex('aggregate_metadata_key')
    .on('aggregate_metadata')
    .columns(['key', 'value'])
    .execute()
}

async function createServices(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createNumbered(db, dialect, 'compute_services')
    .addColumn('uuid', text, (column) => column.notNull().unique())
    .addColumn('host', text, (column) => column.notNull())
    .addColumn('binary', text, (column) => column.notNull())
    .addColumn('disabled', integer, (column) => column.notNull())
    .addColumn('disabled_reason', text)
    .addColumn('forced_down', integer, (column) => column.notNull())
    .addColumn('powered_on', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addUniqueConstraint('compute_services_unique', ['host', 'binary'])
    .execute()
}

async function createNodes(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createNumbered(db, dialect, 'compute_nodes')
    .addColumn('uuid', text, (column) => column.notNull().unique())
    .addColumn('host', text, (column) => column.notNull().unique())
    .addColumn('hypervisor_hostname', text, (column) => column.notNull())
    .addColumn('hypervisor_type', text, (column) => column.notNull())
    .addColumn('hypervisor_version', integer, (column) => column.notNull())
    .addColumn('host_ip', text, (column) => column.notNull())
    .addColumn('vcpus', integer, (column) => column.notNull())
    .addColumn('memory_mb', integer, (column) => column.notNull())
    .addColumn('local_gb', integer, (column) => column.notNull())
    .addColumn('vcpus_used', integer, (column) => column.notNull())
    .addColumn('memory_mb_used', integer, (column) => column.notNull())
    .addColumn('local_gb_used', integer, (column) => column.notNull())
    .addColumn('current_workload', integer, (column) => column.notNull())
    .addColumn('running_vms', integer, (column) => column.notNull())
    .addColumn('cpu_info', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .execute()
}
