import { sql, type Selectable } from 'kysely'
import { isUuidLike } from '../../kernel/formats.ts'
import { columns } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { ComputeNodesTable } from '../storage/tables.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { inList, statement } from '../../storage/statement.ts'
import { canonicalUuid, integerOf } from '../parameters.ts'
import type { ComputeNode } from './hypervisor.ts'

const SOURCE: ListSource = {
  table: 'compute_nodes',
  columns: columns({}),
  key: 'uuid',
  made: ['id'],
}

const selectByNumber = statement((db, p: { id: number }) =>
  db.selectFrom('compute_nodes').selectAll().where('id', '=', p.id),
)

const selectByUuid = statement((db, p: { uuid: string }) =>
  db.selectFrom('compute_nodes').selectAll().where('uuid', '=', p.uuid),
)

const selectByHost = statement((db, p: { host: string }) =>
  db.selectFrom('compute_nodes').selectAll().where('host', '=', p.host),
)

const selectByUuids = statement((db, p: { uuids: readonly string[] }) =>
  db.selectFrom('compute_nodes').selectAll().where('uuid', 'in', inList(p.uuids)),
)

/** As the real one's database compares: without regard to case, `%` and `_` standing for others. */
const selectLike = statement((db, p: { pattern: string }) =>
  db
    .selectFrom('compute_nodes')
    .selectAll()
    .where(sql<boolean>`lower(hypervisor_hostname) like ${p.pattern} escape '\\'`)
    .orderBy('id'),
)

const selectEnabled = statement((db) =>
  db
    .selectFrom('compute_nodes as node')
    .innerJoin('compute_services as service', 'service.host', 'node.host')
    .where('service.binary', '=', 'nova-compute')
    .where('service.disabled', '=', 0)
    .selectAll('node')
    .orderBy('node.id'),
)

function toNode(row: Selectable<ComputeNodesTable>): ComputeNode {
  return {
    id: row.id,
    uuid: row.uuid,
    host: row.host,
    hypervisorHostname: row.hypervisor_hostname,
    hypervisorType: row.hypervisor_type,
    hypervisorVersion: row.hypervisor_version,
    hostIp: row.host_ip,
    vcpus: row.vcpus,
    memoryMb: row.memory_mb,
    localGb: row.local_gb,
    reservedMemoryMb: row.memory_mb_reserved,
    cpuInfo: row.cpu_info,
    createdAt: row.created_at,
  }
}

/** @throws 400 for a marker that is no node: its uuid, or its number as before 2.53 */
export async function pageOfNodes(tx: Tx, request: ListRequest): Promise<ComputeNode[]> {
  const { marker } = request
  const last = marker && (await findNode(tx, marker.id))
  if (marker !== undefined && last === undefined) throw marker.missing!()
  const page: ListRequest = { ...request, marker: last && { id: last.uuid, as: 'row' } }
  const rows = await listRows<Selectable<ComputeNodesTable>>(tx, SOURCE, '*', page)
  return rows.map(toNode)
}

/** Nodes whose hypervisor's host name contains `pattern`. */
export async function nodesLike(tx: Tx, pattern: string): Promise<ComputeNode[]> {
  const rows = await tx.all(selectLike, { pattern: `%${pattern.toLowerCase()}%` })
  return rows.map(toNode)
}

/** The nodes whose service takes new servers. */
export async function enabledNodes(tx: Tx): Promise<ComputeNode[]> {
  return (await tx.all(selectEnabled, {})).map(toNode)
}

/** @param id a uuid or a number, as clients of any version send it */
export async function findNode(tx: Tx, id: string): Promise<ComputeNode | undefined> {
  if (isUuidLike(id)) {
    const row = await tx.first(selectByUuid, { uuid: canonicalUuid(id) })
    return row && toNode(row)
  }
  const number = integerOf(id)
  // A number that no column can hold is the number of no node.
  const row = Number.isSafeInteger(number)
    ? await tx.first(selectByNumber, { id: number! })
    : undefined
  return row && toNode(row)
}

export async function nodeOn(tx: Tx, host: string): Promise<ComputeNode | undefined> {
  const row = await tx.first(selectByHost, { host })
  return row && toNode(row)
}

/** By uuid. */
export async function nodesByUuid(
  tx: Tx,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, ComputeNode>> {
  const rows = await tx.all(selectByUuids, { uuids })
  return new Map(rows.map((row) => [row.uuid, toNode(row)]))
}
