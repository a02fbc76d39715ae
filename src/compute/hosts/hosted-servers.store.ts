/** Servers by the host that they are on. Also those that are stopped, in error or soft-deleted. */
import { sql, type RawBuilder } from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { instanceName } from '../servers/server.ts'
import { UNUSED, type HostedServer, type HostUsage, type Taken } from './hosted-servers.ts'

const countOn = statement((db, p: { hosts: readonly string[] }) =>
  db
    .selectFrom('servers')
    .select(['host', (server) => server.fn.countAll<number | string>().as('servers')])
    .where('host', 'in', inList(p.hosts))
    .where('deleted', '=', 0)
    .groupBy('host'),
)

/** How many servers each host has. */
export async function serversOn(
  tx: Tx,
  hosts: readonly string[],
): Promise<(host: string) => number> {
  const rows = await tx.all(countOn, { hosts })
  const byHost = new Map(rows.map(({ host, servers }) => [host, Number(servers)]))
  return (host) => byHost.get(host) ?? 0
}

const selectOn = statement((db, p: { hosts: readonly string[] }) =>
  db
    .selectFrom('servers')
    .select(['id', 'serial', 'host'])
    .where('host', 'in', inList(p.hosts))
    .where('deleted', '=', 0)
    .orderBy('serial'),
)

/** The servers of each host, as they were made. */
export async function hostedServers(
  tx: Tx,
  hosts: readonly string[],
): Promise<(host: string) => readonly HostedServer[]> {
  const byHost = Map.groupBy(await tx.all(selectOn, { hosts }), ({ host }) => host)
  return (host) =>
    (byHost.get(host) ?? []).map((row) => ({ uuid: row.id, name: instanceName(row) }))
}

/** The flavor keeps its swap to itself, in MiB. */
function swapOf(dialect: Dialect): RawBuilder<number> {
  return dialect === 'sqlite'
    ? sql<number>`json_extract(flavor, '$.swap')`
    : sql<number>`(flavor::json ->> 'swap')::bigint`
}

/** Source: nova/compute/resource_tracker.py (_update_usage). */
const usage = statement((_db, p: { hosts: readonly string[] }, dialect) => {
  const disk = sql`
    case is_volume_backed when 1 then 0 else root_gb end + ephemeral_gb + ${swapOf(dialect)} / 1024`
  return sql<Record<keyof HostUsage, number | string> & { host: string }>`
    select host, count(*) as servers, sum(vcpus) as vcpus, sum(memory_mb) as "memoryMb",
      sum(${disk}) as "diskGb", sum(case when task_state is null then 0 else 1 end) as busy
    from servers where host in ${inList(p.hosts)} and deleted = 0 group by host`
})

/** What the servers of each host take of it. */
export async function usageOf(
  tx: Tx,
  hosts: readonly string[],
): Promise<(host: string) => HostUsage> {
  const rows = await tx.all(usage, { hosts })
  const byHost = new Map(rows.map(({ host, ...sums }) => [host, numbersOf(sums)]))
  return (host) => byHost.get(host) ?? UNUSED
}

/** PostgreSQL sums up to texts. */
function numbersOf<Name extends string>(
  sums: Readonly<Record<Name, number | string>>,
): Record<Name, number> {
  const entries = Object.entries<number | string>(sums).map(([name, sum]) => [name, Number(sum)])
  return Object.fromEntries(entries) as Record<Name, number>
}

const projects = statement(
  (_db, p: { host: string }) => sql<Record<keyof Taken, number | string> & { projectId: string }>`
    select project_id as "projectId", sum(vcpus) as vcpus, sum(memory_mb) as "memoryMb",
      sum(root_gb + ephemeral_gb) as "diskGb"
    from servers where host = ${p.host} and deleted = 0 group by project_id order by min(serial)`,
)

/** What each project's servers on a host were promised, volumes in the place of disks or not. */
export async function promisedOn(
  tx: Tx,
  host: string,
): Promise<readonly (Taken & { readonly projectId: string })[]> {
  const rows = await tx.all(projects, { host })
  return rows.map(({ projectId, ...sums }) => ({
    projectId,
    ...numbersOf(sums),
  }))
}
