import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'
import { type Migrate } from './columns.ts'

export const portForwardings: Migration = {
  name: 'network/0009-port-forwardings',
  async up(db, dialect) {
    await createPortForwardings(db, dialect)
    await createConntrackHelpers(db, dialect)
  },
}

const createPortForwardings: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'port_forwardings')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('floatingip_id', text, (column) => column.notNull().references('floatingips.id'))
    .addColumn('protocol', text, (column) => column.notNull())
    .addColumn('internal_port_id', text, (column) => column.notNull().references('ports.id'))
    .addColumn('internal_ip_address', text, (column) => column.notNull())
    .addColumn('internal_port_range', text, (column) => column.notNull())
    .addColumn('internal_port', integer)
    .addColumn('external_port_range', text, (column) => column.notNull())
    .addColumn('external_port', integer)
    .addColumn('description', text, (column) => column.notNull())
    .addUniqueConstraint('port_forwardings_external', [
      'floatingip_id',
      'protocol',
      'external_port_range',
    ])
    .addUniqueConstraint('port_forwardings_internal', [
      'internal_port_id',
      'protocol',
      'internal_ip_address',
      'internal_port_range',
    ])
    .execute()
}

const createConntrackHelpers: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'conntrack_helpers')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('router_id', text, (column) => column.notNull().references('routers.id'))
    .addColumn('protocol', text, (column) => column.notNull())
    .addColumn('port', integer, (column) => column.notNull())
    .addColumn('helper', text, (column) => column.notNull())
    .addUniqueConstraint('conntrack_helpers_alike', ['router_id', 'protocol', 'port', 'helper'])
    .execute()
}
