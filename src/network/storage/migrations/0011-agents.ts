import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { index, type Migrate } from './columns.ts'

export const agents: Migration = {
  name: 'network/0011-agents',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await db.schema
      .createTable('network_agents')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('agent_type', text, (column) => column.notNull())
      .addColumn('binary', text, (column) => column.notNull())
      .addColumn('topic', text, (column) => column.notNull())
      .addColumn('host', text, (column) => column.notNull())
      .addColumn('admin_state_up', integer, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('started_at', text, (column) => column.notNull())
      .addColumn('heartbeat_timestamp', text, (column) => column.notNull())
      .addColumn('description', text)
      .addColumn('configurations', text, (column) => column.notNull())
      .addColumn('availability_zone', text)
      .addColumn('resources_synced', integer)
      .addUniqueConstraint('network_agents_place', ['agent_type', 'host'])
      .execute()
    await scheduled('network_dhcp_agents', 'network_id', 'networks.id')(db, dialect)
    await scheduled('router_l3_agents', 'router_id', 'routers.id')(db, dialect)
  },
}

/** What is served by which agents, each at a place of its own. */
function scheduled(table: string, served: string, key: string): Migrate {
  return async (db, dialect) => {
    const { text, integer } = columnTypes(dialect)
    await db.schema
      .createTable(table)
      .addColumn(served, text, (column) => column.notNull().references(key))
      .addColumn('agent_id', text, (column) => column.notNull().references('network_agents.id'))
      .addColumn('binding_index', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, [served, 'agent_id'])
      .addUniqueConstraint(`${table}_place`, [served, 'binding_index'])
      .execute()
    await index(db, table, 'agent_id')
  }
}
