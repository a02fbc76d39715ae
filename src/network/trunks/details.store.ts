/** What ports show of the trunks whose parents they are. */
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { TrunkDetails } from './trunk-details.ts'

const parents = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('trunks')
    .leftJoin('trunk_sub_ports', 'trunk_sub_ports.trunk_id', 'trunks.id')
    .leftJoin('ports', 'ports.id', 'trunk_sub_ports.port_id')
    .select([
      'trunks.port_id as parent_id',
      'trunks.id as trunk_id',
      'trunk_sub_ports.port_id',
      'trunk_sub_ports.segmentation_type',
      'trunk_sub_ports.segmentation_id',
      'ports.mac_address',
    ])
    .where('trunks.port_id', 'in', inList(p.ids))
    .orderBy('trunk_sub_ports.segmentation_type')
    .orderBy('trunk_sub_ports.segmentation_id'),
)

/** By the ids of ports; none of those that are parents of no trunk. */
export async function trunkDetailsOf(
  tx: Tx,
  portIds: readonly string[],
): Promise<ReadonlyMap<string, TrunkDetails>> {
  const rows = await tx.all(parents, { ids: portIds })
  const found = new Map<string, TrunkDetails>()
  for (const { parent_id: parentId, trunk_id: trunkId, ...one } of rows) {
    const before = found.get(parentId)?.sub_ports ?? []
    const subPort = {
      segmentation_id: one.segmentation_id!,
      segmentation_type: one.segmentation_type!,
      port_id: one.port_id!,
      mac_address: one.mac_address!,
    }
    const all = one.port_id === null ? before : [...before, subPort]
    found.set(parentId, { trunk_id: trunkId, sub_ports: all })
  }
  return found
}
