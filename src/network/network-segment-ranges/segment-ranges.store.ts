import type { Tx } from '../../storage/database.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { SEGMENT_RANGES, type SegmentRangeAttributes } from './segment-ranges.table.ts'
import type { Span, StoredRange } from './segment-ranges.ts'

export type SegmentRangeRow = Stored<SegmentRangeAttributes, 'used' | 'available'>

export const segmentRangeRows = new Rows(SEGMENT_RANGES, {
  table: 'network_segment_ranges',
  elsewhere: ['used', 'available'],
})

/** All of a type, in the order in which they were made. */
export async function rangesOfType(tx: Tx, type: string): Promise<StoredRange[]> {
  return tx.db
    .selectFrom('network_segment_ranges')
    .select(['id', 'is_default', 'shared', 'project_id', 'network_type', 'physical_network'])
    .select(['minimum', 'maximum'])
    .where('network_type', '=', type)
    .orderBy('serial')
    .execute()
}

/** Those that the configuration makes. */
export async function defaultRanges(tx: Tx): Promise<StoredRange[]> {
  return tx.db
    .selectFrom('network_segment_ranges')
    .select(['id', 'is_default', 'shared', 'project_id', 'network_type', 'physical_network'])
    .select(['minimum', 'maximum'])
    .where('is_default', '=', 1)
    .orderBy('serial')
    .execute()
}

/** By id of a segment that is used: the project whose network it is. */
export async function usedIn(
  tx: Tx,
  { network_type: type, physical_network: physical, minimum, maximum }: Span,
): Promise<Readonly<Record<string, string>>> {
  const rows = await tx.db
    .selectFrom('network_segments')
    .innerJoin('networks', 'networks.id', 'network_segments.network_id')
    .select(['network_segments.segmentation_id', 'networks.project_id'])
    .where('network_segments.network_type', '=', type)
    .where('network_segments.physical_network', 'is not distinct from', physical || null)
    .where('network_segments.segmentation_id', '>=', minimum)
    .where('network_segments.segmentation_id', '<=', maximum)
    .orderBy('network_segments.segmentation_id')
    .execute()
  return Object.fromEntries(rows.map((row) => [String(row.segmentation_id), row.project_id]))
}
