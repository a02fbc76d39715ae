/** Rows of agents, and of what they serve. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { lockClause } from '../../storage/locks.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { AGENTS } from './agents.table.ts'

type Attributes = NonNullable<(typeof AGENTS)['declared']>
export type AgentRow = Stored<Attributes, 'alive'>

export const agentRows = new Rows<Attributes, 'alive'>(AGENTS, {
  table: 'network_agents',
  elsewhere: ['alive'],
})

/** What agents serve, and where it is kept. */
export const BY_DHCP = { table: 'network_dhcp_agents', key: 'network_id' } as const
export const BY_L3 = { table: 'router_l3_agents', key: 'router_id' } as const
export type Serving = typeof BY_DHCP | typeof BY_L3

/** An agent that serves something. */
export interface Binding {
  /** Of what is served. */
  readonly served: string
  readonly agent_id: string
  /** Counted from one; of what is served, each place has one agent. */
  readonly binding_index: number
  readonly availability_zone: string | null
}

/** Who serves these, in the order of their places. */
export async function bindingsOf(
  tx: Tx,
  { table, key }: Serving,
  served: readonly string[],
): Promise<Binding[]> {
  if (served.length === 0) return []
  const { rows } = await sql<Binding>`
    select b.${sql.ref(key)} as served, b.agent_id, b.binding_index, a.availability_zone
    from ${sql.table(table)} b join network_agents a on a.id = b.agent_id
    where b.${sql.ref(key)} in (${sql.join(served)})
    order by b.${sql.ref(key)}, b.binding_index`.execute(tx.db)
  return rows
}

/** The availability zones of the agents that serve these, each zone once. */
export async function zonesServing(
  tx: Tx,
  serving: Serving,
  served: readonly string[],
): Promise<(id: string) => string[]> {
  const bindings = await bindingsOf(tx, serving, served)
  const bySelf = Map.groupBy(bindings, (one) => one.served)
  return (id) => {
    const zones = (bySelf.get(id) ?? []).map((one) => one.availability_zone)
    return [...new Set(zones.filter((zone) => zone !== null))]
  }
}

/** Ids of what an agent serves. */
export async function servedBy(
  tx: Tx,
  { table, key }: Serving,
  agentId: string,
): Promise<string[]> {
  const { rows } = await sql<{ served: string }>`
    select ${sql.ref(key)} as served from ${sql.table(table)}
    where agent_id = ${agentId} order by ${sql.ref(key)}`.execute(tx.db)
  return rows.map((row) => row.served)
}

/** How much each agent serves that serves anything. */
export async function loads(tx: Tx, { table }: Serving): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ agent_id: string; load: number }>`
    select agent_id, count(*) as load from ${sql.table(table)} group by agent_id`.execute(tx.db)
  return new Map(rows.map((row) => [row.agent_id, row.load]))
}

/** False where it serves that already, where another has that place, or where the agent is gone. */
export async function bind(
  tx: Tx,
  { table, key }: Serving,
  { served, agent_id: agentId, binding_index: index }: Omit<Binding, 'availability_zone'>,
): Promise<boolean> {
  const { rows } = await sql`
    insert into ${sql.table(table)} (${sql.ref(key)}, agent_id, binding_index)
    select ${served}, id, cast(${index} as integer) from network_agents where id = ${agentId}
    ${lockClause(tx.dialect, 'stay')}
    on conflict do nothing returning agent_id`.execute(tx.db)
  return rows.length === 1
}

/** False where it did not serve that. */
export async function unbind(
  tx: Tx,
  { table, key }: Serving,
  served: string,
  agentId: string,
): Promise<boolean> {
  const { rows } = await sql`
    delete from ${sql.table(table)} where ${sql.ref(key)} = ${served} and agent_id = ${agentId}
    returning agent_id`.execute(tx.db)
  return rows.length > 0
}

/** Before what is served is deleted. */
export async function unbindAll(tx: Tx, { table, key }: Serving, served: string): Promise<void> {
  await sql`delete from ${sql.table(table)} where ${sql.ref(key)} = ${served}`.execute(tx.db)
}

/** Before an agent is deleted. */
export async function unbindAgent(tx: Tx, agentId: string): Promise<void> {
  for (const { table } of [BY_DHCP, BY_L3]) {
    await sql`delete from ${sql.table(table)} where agent_id = ${agentId}`.execute(tx.db)
  }
}

/** All agents of a type, in the order of their hosts. */
export async function agentsOfType(tx: Tx, type: string): Promise<AgentRow[]> {
  const rows = await agentRows.having(tx, 'agent_type', [type])
  return rows.toSorted((a, b) => (a.host < b.host ? -1 : 1))
}

/** Networks with addresses to hand out that nobody serves. */
export async function unservedNetworks(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct s.network_id as id from subnets s
    where s.enable_dhcp = 1
      and not exists (select 1 from network_dhcp_agents b where b.network_id = s.network_id)
    order by s.network_id`.execute(tx.db)
  return rows.map(({ id }) => id)
}
