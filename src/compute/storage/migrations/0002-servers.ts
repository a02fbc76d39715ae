import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'
import { createNumbered } from './numbered.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

export const servers: Migration = {
  name: 'compute/0002-servers',
  async up(db, dialect) {
    await createServers(db, dialect)
    await createPartsOfServers(db, dialect)
    await createBlockDevices(db, dialect)
    await createActions(db, dialect)
  },
}

async function createServers(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  let table = createNumbered(db, dialect, 'servers', 'serial').addColumn('id', text, (column) =>
    column.notNull().unique(),
  )
  const texts = [
    ...['project_id', 'user_id', 'name', 'hostname', 'vm_state', 'image_properties', 'flavor_id'],
    ...['flavor', 'metadata', 'disk_config', 'reservation_id', 'request', 'admin_password'],
    ...['created_at', 'updated_at'],
  ]
  const textsOrNull = [
    ...['description', 'task_state', 'host', 'node', 'availability_zone', 'image_id', 'key_name'],
    ...['key_data', 'user_data', 'access_ip_v4', 'access_ip_v6', 'root_device_name', 'locked_by'],
    ...['locked_reason', 'trusted_image_certificates', 'server_group_id', 'fault', 'launched_at'],
    ...['terminated_at', 'deleted_at'],
  ]
  const integers = [
    ...['power_state', 'progress', 'vcpus', 'memory_mb', 'root_gb', 'ephemeral_gb'],
    ...['config_drive', 'launch_index', 'is_volume_backed', 'deleted'],
  ]
  for (const name of texts) table = table.addColumn(name, text, (column) => column.notNull())
  for (const name of textsOrNull) table = table.addColumn(name, text)
  for (const name of integers) table = table.addColumn(name, integer, (column) => column.notNull())
  await table.execute()
  const indexes: Record<string, string[]> = {
    servers_of_project: ['project_id', 'deleted', 'created_at', 'serial'],
    servers_by_creation: ['deleted', 'created_at', 'serial'],
    servers_by_change: ['updated_at', 'serial'],
    servers_on_host: ['host', 'deleted'],
    servers_of_group: ['server_group_id', 'deleted'],
    servers_of_reservation: ['reservation_id'],
  }
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on('servers').columns(columns).execute()
  }
}

async function createPartsOfServers(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'server_tags')
    .addColumn('server_id', text, (column) => column.notNull().references('servers.id'))
    .addColumn('tag', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('server_tags_key', ['server_id', 'tag'])
    .execute()
  await db.schema
    .createIndex('server_tags_tag')
    .on('server_tags')
    .columns(['tag', 'server_id'])
    .execute()
  await createNumbered(db, dialect, 'server_ports', 'id')
    .addColumn('server_id', text, (column) => column.notNull().references('servers.id'))
    .addColumn('port_id', text, (column) => column.notNull())
    .addColumn('is_made', integer, (column) => column.notNull())
    .addColumn('tag', text)
    .addUniqueConstraint('server_ports_unique', ['server_id', 'port_id'])
    .execute()
  await db.schema.createIndex('server_ports_port').on('server_ports').column('port_id').execute()
}

async function createBlockDevices(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createNumbered(db, dialect, 'server_block_devices', 'id')
    .addColumn('uuid', text, (column) => column.notNull().unique())
    .addColumn('server_id', text, (column) => column.notNull().references('servers.id'))
    .addColumn('source_type', text, (column) => column.notNull())
    .addColumn('destination_type', text, (column) => column.notNull())
    .addColumn('image_id', text)
    .addColumn('snapshot_id', text)
    .addColumn('volume_id', text)
    .addColumn('volume_size', integer)
    .addColumn('volume_type', text)
    .addColumn('boot_index', integer)
    .addColumn('device_name', text)
    .addColumn('device_type', text)
    .addColumn('disk_bus', text)
    .addColumn('guest_format', text)
    .addColumn('delete_on_termination', integer, (column) => column.notNull())
    .addColumn('attachment_id', text)
    .addColumn('tag', text)
    .addColumn('created_at', text, (column) => column.notNull())
    .execute()
  for (const column of ['server_id', 'volume_id']) {
    await db.schema
      .createIndex(`server_block_devices_${column}`)
      .on('server_block_devices')
      .column(column)
      .execute()
  }
}

async function createActions(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createNumbered(db, dialect, 'instance_actions', 'id')
    .addColumn('server_id', text, (column) => column.notNull())
    .addColumn('action', text, (column) => column.notNull())
    .addColumn('request_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('message', text)
    .addColumn('start_time', text, (column) => column.notNull())
    .addColumn('updated_at', text)
    .execute()
  await db.schema
    .createIndex('instance_actions_of_server')
    .on('instance_actions')
    .columns(['server_id', 'request_id'])
    .execute()
  await createNumbered(db, dialect, 'instance_action_events', 'id')
    .addColumn('action_id', integer, (column) =>
      column.notNull().references('instance_actions.id').onDelete('cascade'),
    )
    .addColumn('event', text, (column) => column.notNull())
    .addColumn('start_time', text, (column) => column.notNull())
    .addColumn('finish_time', text)
    .addColumn('result', text)
    .addColumn('host', text)
    .addColumn('traceback', text)
    .addColumn('details', text)
    .execute()
  await db.schema
    .createIndex('instance_action_events_of_action')
    .on('instance_action_events')
    .column('action_id')
    .execute()
}
