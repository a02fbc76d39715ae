/** Rows of trunks, and of the ports that they carry. */
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { TRUNKS } from './trunks.table.ts'
import type { TrunkSubPort } from './trunks.ts'

type Attributes = NonNullable<(typeof TRUNKS)['declared']>
export type TrunkRow = Stored<Attributes, 'sub_ports'>

export const trunkRows = new Rows<Attributes, 'sub_ports'>(TRUNKS, {
  table: 'trunks',
  elsewhere: ['sub_ports'],
  members: { tags: TAGS },
})

/** Until the unit ends no other trunk takes them, and nobody deletes or binds them. */
export async function lockPorts(tx: Tx, ids: readonly string[]): Promise<void> {
  // In one order, so that two who want to wait for each other do not.
  for (const id of [...new Set(ids.map((one) => one.toLowerCase()))].toSorted()) {
    await lockRow(tx, 'ports', { id }, 'turn')
  }
}

/** By trunk, in the order of their segments. */
export async function subPortsOf(
  tx: Tx,
  trunkIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TrunkSubPort[]>> {
  if (trunkIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('trunk_sub_ports')
    .select(['trunk_id', 'port_id', 'segmentation_type', 'segmentation_id'])
    .where('trunk_id', 'in', trunkIds)
    .orderBy('segmentation_type')
    .orderBy('segmentation_id')
    .execute()
  const found = new Map<string, TrunkSubPort[]>(trunkIds.map((id) => [id, []]))
  for (const { trunk_id: id, ...one } of rows) found.get(id)!.push(one)
  return found
}

export async function insertSubPorts(
  tx: Tx,
  trunkId: string,
  added: readonly TrunkSubPort[],
): Promise<void> {
  if (added.length === 0) return
  const rows = added.map((one) => ({ ...one, trunk_id: trunkId }))
  await tx.db.insertInto('trunk_sub_ports').values(rows).execute()
}

export async function deleteSubPorts(tx: Tx, portIds: readonly string[]): Promise<void> {
  if (portIds.length === 0) return
  await tx.db.deleteFrom('trunk_sub_ports').where('port_id', 'in', portIds).execute()
}

/** Other ports on a trunk are no revision of it. */
export async function markUpdated(tx: Tx, id: string, at: string): Promise<void> {
  await tx.db.updateTable('trunks').set({ updated_at: at }).where('id', '=', id).execute()
}

/** What ports are to trunks. */
export interface TrunkOfPort {
  readonly portId: string
  readonly trunkId: string
  readonly isParent: boolean
}

export async function trunksOfPorts(tx: Tx, portIds: readonly string[]): Promise<TrunkOfPort[]> {
  if (portIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('trunks')
    .select(['port_id', 'id as trunk_id'])
    .where('port_id', 'in', portIds)
    .execute()
  const subPorts = await tx.db
    .selectFrom('trunk_sub_ports')
    .select(['port_id', 'trunk_id'])
    .where('port_id', 'in', portIds)
    .execute()
  const of = (isParent: boolean) => (row: (typeof subPorts)[number]) => {
    return { portId: row.port_id, trunkId: row.trunk_id, isParent }
  }
  return [...rows.map(of(true)), ...subPorts.map(of(false))]
}
