/** What is known of hosts, for a page of them at once. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { lockName, lockRow } from '../../storage/locks.ts'
import { inList, statement } from '../../storage/statement.ts'
import { COMPUTE_BINARY, type ComputeService } from '../services/compute-service.ts'
import type { GroupOfServer } from './host-state.ts'
import type { NamedHost } from './request.ts'

/** The node that an administrator names, by the uuid that Placement knows it by. */
export async function namedNode(tx: Tx, { host, node }: NamedHost): Promise<string | undefined> {
  let query = tx.db.selectFrom('compute_nodes').select('uuid')
  if (host) query = query.where('host', '=', host)
  if (node) query = query.where('hypervisor_hostname', '=', node)
  return (await query.limit(1).executeTakeFirst())?.uuid
}

const selectOfHosts = statement((db, p: { hosts: readonly string[] }) =>
  db.selectFrom('compute_nodes').select('uuid').where('host', 'in', inList(p.hosts)),
)

export async function nodesOfHosts(tx: Tx, hosts: Iterable<string>): Promise<readonly string[]> {
  return (await tx.all(selectOfHosts, { hosts: [...hosts] })).map(({ uuid }) => uuid)
}

export type ServiceFlags = Pick<ComputeService, 'disabled' | 'poweredOn' | 'forcedDown'>

const selectServices = statement((db, p: { hosts: readonly string[]; binary: string }) =>
  db
    .selectFrom('compute_services')
    .select(['host', 'disabled', 'powered_on', 'forced_down'])
    .where('binary', '=', p.binary)
    .where('host', 'in', inList(p.hosts)),
)

/** How the services stand that run servers on these hosts. */
export async function servicesOf(
  tx: Tx,
  hosts: readonly string[],
): Promise<ReadonlyMap<string, ServiceFlags>> {
  const rows = await tx.all(selectServices, { hosts, binary: COMPUTE_BINARY })
  return new Map(
    rows.map(({ host, disabled, powered_on, forced_down }) => [
      host,
      { disabled: disabled === 1, poweredOn: powered_on === 1, forcedDown: forced_down === 1 },
    ]),
  )
}

const selectAggregates = statement((db, p: { hosts: readonly string[] }) =>
  db
    .selectFrom('aggregate_hosts as member')
    .innerJoin('aggregate_metadata as entry', 'entry.aggregate_id', 'member.aggregate_id')
    .select(['member.host', 'member.aggregate_id', 'entry.key', 'entry.value'])
    .where('member.host', 'in', inList(p.hosts))
    .orderBy('entry.id'),
)

/** The metadata of each aggregate that a host is in; of those that have any. */
export async function aggregatesOf(
  tx: Tx,
  hosts: readonly string[],
): Promise<(host: string) => readonly ReadonlyMap<string, string>[]> {
  const byHost = Map.groupBy(await tx.all(selectAggregates, { hosts }), ({ host }) => host)
  return (host) => {
    const byAggregate = Map.groupBy(byHost.get(host) ?? [], (row) => row.aggregate_id)
    return [...byAggregate.values()].map(
      (entries) => new Map(entries.map(({ key, value }) => [key, value])),
    )
  }
}

/** Source: nova/compute/stats.py (io_workload). The first line is that of the index `servers_busy`. */
const IS_HEAVY = sql<boolean>`
  deleted = 0 and (task_state is not null or vm_state = 'building')
  and (vm_state = 'building' or task_state in (
    'resize_migrating', 'rebuilding', 'resize_prep', 'image_snapshot', 'image_backup', 'rescuing',
    'unshelving'))`

const countHeavy = statement((db, p: { hosts: readonly string[] }) =>
  db
    .selectFrom('servers')
    .select(['host', (server) => server.fn.countAll<number | string>().as('count')])
    .where('host', 'in', inList(p.hosts))
    .where(IS_HEAVY)
    .groupBy('host'),
)

/** How many servers of a host do what disks feel. */
export async function heavyServersOf(
  tx: Tx,
  hosts: readonly string[],
): Promise<(host: string) => number> {
  const rows = await tx.all(countHeavy, { hosts })
  return (host) => Number(rows.find((row) => row.host === host)?.count ?? 0)
}

/** The host stays, in its zone, until the unit ends; nothing where it has gone. */
export async function keepHost(tx: Tx, host: string): Promise<void> {
  await lockRow(tx, 'compute_services', { host, binary: COMPUTE_BINARY }, 'stay')
}

/** Nobody else finds a host for a server of the group until the unit ends. */
export async function lockGroup(tx: Tx, group: string): Promise<void> {
  await lockName(tx, `server group ${group}`)
}

const selectPolicy = statement((db, p: { group: string }) =>
  db
    .selectFrom('server_groups')
    .select(['policy', 'max_server_per_host'])
    .where('id', '=', p.group),
)

/** Undefined where it was deleted: then its servers are free. */
export async function findGroup(tx: Tx, group: string): Promise<GroupOfServer | undefined> {
  const row = await tx.first(selectPolicy, { group })
  return row && { policy: row.policy, maxServerPerHost: row.max_server_per_host ?? 1 }
}

const selectGroup = statement((db, p: { group: string }) =>
  db
    .selectFrom('servers')
    .select(['id', 'host'])
    .where('server_group_id', '=', p.group)
    .where('deleted', '=', 0)
    .where('host', 'is not', null),
)

/** Where the servers of a group are. */
export async function hostsOfGroup(
  tx: Tx,
  group: string,
): Promise<readonly { readonly id: string; readonly host: string }[]> {
  const rows = await tx.all(selectGroup, { group })
  return rows.map(({ id, host }) => ({ id, host: host! }))
}

const selectHosts = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('servers')
    .select('host')
    .where('id', 'in', inList(p.ids))
    .where('deleted', '=', 0)
    .where('host', 'is not', null),
)

/** The hosts of these servers. */
export async function hostsOfServers(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await tx.all(selectHosts, { ids })).map(({ host }) => host!))
}
