import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered } from './columns.ts'

export const localIps: Migration = {
  name: 'network/0015-local-ips',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await numbered(db, dialect, 'local_ips')
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('description', text)
      .addColumn('local_port_id', text, (column) => column.notNull().references('ports.id'))
      .addColumn('network_id', text, (column) => column.notNull().references('networks.id'))
      .addColumn('local_ip_address', text, (column) => column.notNull())
      .addColumn('ip_mode', text, (column) => column.notNull())
      .addColumn('revision_number', integer, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .execute()
    await index(db, 'local_ips', 'project_id', 'id')
    await index(db, 'local_ips', 'local_port_id')
    await sql`create index local_ips_name on local_ips (lower(name))`.execute(db)
    await db.schema
      .createTable('local_ip_associations')
      .addColumn('local_ip_id', text, (column) => column.notNull().references('local_ips.id'))
      .addColumn('fixed_port_id', text, (column) => column.notNull().references('ports.id'))
      .addColumn('fixed_ip', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('local_ip_associations_pair', ['local_ip_id', 'fixed_port_id'])
      .execute()
    await index(db, 'local_ip_associations', 'fixed_port_id')
  },
}
