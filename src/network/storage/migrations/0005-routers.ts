import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered, standard, type Migrate } from './columns.ts'

export const routers: Migration = {
  name: 'network/0005-routers',
  async up(db, dialect) {
    await createRouters(db, dialect)
    await createRouterPorts(db, dialect)
    await createFloatingIps(db, dialect)
  },
}

const createRouters: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await standard(numbered(db, dialect, 'routers'), dialect)
    .addColumn('admin_state_up', integer, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('ha', integer, (column) => column.notNull())
    .addColumn('distributed', integer, (column) => column.notNull())
    .addColumn('flavor_id', text)
    .addColumn('availability_zone_hints', text, (column) => column.notNull())
    .addColumn('routes', text, (column) => column.notNull())
    .addColumn('enable_snat', integer, (column) => column.notNull())
    .addColumn('ndp_proxy', integer)
    .addColumn('gw_port_id', text, (column) => column.unique().references('ports.id'))
    .execute()
  await index(db, 'routers', 'project_id', 'id')
  await index(db, 'routers', 'flavor_id')
  await sql`create index routers_name on routers (lower(name))`.execute(db)
}

const createRouterPorts: Migrate = async (db, dialect) => {
  const { text } = columnTypes(dialect)
  await db.schema
    .createTable('router_ports')
    .addColumn('port_id', text, (column) =>
      column.primaryKey().notNull().references('ports.id').onDelete('cascade'),
    )
    .addColumn('router_id', text, (column) => column.notNull().references('routers.id'))
    .addColumn('port_type', text, (column) => column.notNull())
    .execute()
  await index(db, 'router_ports', 'router_id')
}

/** Without a name, which other resources have. */
const createFloatingIps: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await numbered(db, dialect, 'floatingips')
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('revision_number', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('tags', text, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('floating_network_id', text, (column) => column.notNull().references('networks.id'))
    .addColumn('floating_ip_address', text, (column) => column.notNull())
    .addColumn('floating_port_id', text, (column) =>
      column.notNull().unique().references('ports.id'),
    )
    .addColumn('fixed_port_id', text, (column) => column.references('ports.id'))
    .addColumn('fixed_ip_address', text)
    .addColumn('router_id', text, (column) => column.references('routers.id'))
    .addColumn('qos_policy_id', text)
    .addUniqueConstraint('floatingips_association', [
      'fixed_port_id',
      'fixed_ip_address',
      'floating_network_id',
    ])
    .execute()
  await index(db, 'floatingips', 'project_id', 'id')
  await index(db, 'floatingips', 'floating_network_id')
  await index(db, 'floatingips', 'router_id')
  await index(db, 'floatingips', 'qos_policy_id')
}
