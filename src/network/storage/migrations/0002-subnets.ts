import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, numbered, standard, type Migrate } from './columns.ts'

export const subnets: Migration = {
  name: 'network/0002-subnets',
  async up(db, dialect) {
    await createSubnets(db, dialect)
    await createPorts(db, dialect)
    await createAddresses(db, dialect)
    await createBindings(db, dialect)
  },
}

const createSubnets: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await standard(numbered(db, dialect, 'subnets'), dialect)
    .addColumn('network_id', text, (column) => column.notNull().references('networks.id'))
    .addColumn('network_project_id', text, (column) => column.notNull())
    .addColumn('segment_id', text)
    .addColumn('subnetpool_id', text)
    .addColumn('ip_version', integer, (column) => column.notNull())
    .addColumn('cidr', text, (column) => column.notNull())
    .addColumn('gateway_ip', text)
    .addColumn('enable_dhcp', integer, (column) => column.notNull())
    .addColumn('ipv6_ra_mode', text)
    .addColumn('ipv6_address_mode', text)
    .addColumn('allocation_pools', text, (column) => column.notNull())
    .addColumn('dns_nameservers', text, (column) => column.notNull())
    .addColumn('host_routes', text, (column) => column.notNull())
    .addColumn('service_types', text, (column) => column.notNull())
    .execute()
  await index(db, 'subnets', 'network_id', 'serial')
  await index(db, 'subnets', 'project_id')
  await index(db, 'subnets', 'subnetpool_id')
  await index(db, 'subnets', 'segment_id')
  await sql`create index subnets_name on subnets (lower(name))`.execute(db)
}

const createPorts: Migrate = async (db, dialect) => {
  const { text, integer } = columnTypes(dialect)
  await standard(numbered(db, dialect, 'ports'), dialect)
    .addColumn('network_id', text, (column) => column.notNull().references('networks.id'))
    .addColumn('network_project_id', text, (column) => column.notNull())
    .addColumn('mac_address', text, (column) => column.notNull())
    .addColumn('admin_state_up', integer, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('device_id', text, (column) => column.notNull())
    .addColumn('device_owner', text, (column) => column.notNull())
    .addColumn('fixed_ips', text, (column) => column.notNull())
    .addColumn('addresses', text, (column) => column.notNull())
    .addColumn('ip_allocation', text)
    .addColumn('security_groups', text, (column) => column.notNull())
    .addColumn('allowed_address_pairs', text, (column) => column.notNull())
    .addColumn('extra_dhcp_opts', text, (column) => column.notNull())
    .addColumn('port_security_enabled', integer, (column) => column.notNull())
    .addColumn('propagate_uplink_status', integer, (column) => column.notNull())
    .addColumn('host_id', text, (column) => column.notNull())
    .addColumn('vnic_type', text, (column) => column.notNull())
    .addColumn('profile', text, (column) => column.notNull())
    .addColumn('vif_type', text, (column) => column.notNull())
    .addColumn('vif_details', text, (column) => column.notNull())
    .addColumn('dns_name', text, (column) => column.notNull())
    .addColumn('dns_domain', text, (column) => column.notNull())
    .addColumn('qos_policy_id', text)
    .addColumn('data_plane_status', text)
    .addUniqueConstraint('ports_mac', ['network_id', 'mac_address'])
    .execute()
  await index(db, 'ports', 'network_id', 'id')
  await index(db, 'ports', 'project_id', 'id')
  await index(db, 'ports', 'network_project_id', 'id')
  await index(db, 'ports', 'qos_policy_id')
  await sql`create index ports_device on ports (lower(device_id))`.execute(db)
  await sql`create index ports_name on ports (lower(name))`.execute(db)
}

const createAddresses: Migrate = async (db, dialect) => {
  const { text } = columnTypes(dialect)
  await db.schema
    .createTable('ip_allocations')
    .addColumn('subnet_id', text, (column) => column.notNull().references('subnets.id'))
    .addColumn('address', text, (column) => column.notNull())
    .addColumn('ip_address', text, (column) => column.notNull())
    .addColumn('network_id', text, (column) => column.notNull())
    .addColumn('port_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('ip_allocations_key', ['subnet_id', 'address'])
    // Addresses are taken before there is the port that shows them.
    .addForeignKeyConstraint('ip_allocations_port', ['port_id'], 'ports', ['id'], (constraint) =>
      constraint.onDelete('cascade').deferrable().initiallyDeferred(),
    )
    .execute()
  await index(db, 'ip_allocations', 'port_id')
  await index(db, 'ip_allocations', 'network_id')
  await index(db, 'ip_allocations', 'ip_address')
}

const createBindings: Migrate = async (db, dialect) => {
  const { text } = columnTypes(dialect)
  await db.schema
    .createTable('port_bindings')
    .addColumn('port_id', text, (column) =>
      column.notNull().references('ports.id').onDelete('cascade'),
    )
    .addColumn('host', text, (column) => column.notNull())
    .addColumn('vnic_type', text, (column) => column.notNull())
    .addColumn('profile', text, (column) => column.notNull())
    .addColumn('vif_type', text, (column) => column.notNull())
    .addColumn('vif_details', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('port_bindings_key', ['port_id', 'host'])
    .execute()
}
