/** Segments of networks. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import type { IdRange, NetworkType } from '../options.ts'
import type { SegmentsTable } from '../storage/tables.ts'
import { placeOf, type SegmentRequest } from './segment-types.ts'

export type Segment = Omit<SegmentsTable, 'place' | 'network_type'> & {
  readonly network_type: NetworkType
}

/** Who looks for a free id of a type waits for others who do. */
export async function lockSegments(tx: Tx, type: NetworkType): Promise<void> {
  await lockName(tx, `network segments of type ${type}`)
}

/** Does a segment have this place? */
export async function isPlaceTaken(tx: Tx, place: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('network_segments')
    .select('id')
    .where('place', '=', place)
    .executeTakeFirst()
  return row !== undefined
}

/** The least id of the range that no segment of this type and physical network has. */
export async function freeId(
  tx: Tx,
  { network_type: type, physical_network: physical }: Omit<SegmentRequest, 'segmentation_id'>,
  { first, last }: IdRange,
): Promise<number | undefined> {
  const isThere = (id: ReturnType<typeof sql>) => sql`exists (
    select 1 from network_segments as taken where taken.network_type = ${type}
    and taken.physical_network is not distinct from ${physical} and taken.segmentation_id = ${id})`
  const { rows } = await sql<{ id: number | null }>`
    select case when not ${isThere(sql`cast(${first} as bigint)`)} then ${first} else (
      select min(segmentation_id) + 1 from network_segments as before
      where before.network_type = ${type}
      and before.physical_network is not distinct from ${physical}
      and before.segmentation_id >= ${first} and before.segmentation_id < ${last}
      and not ${isThere(sql`before.segmentation_id + 1`)}) end as id`.execute(tx.db)
  return rows[0]!.id ?? undefined
}

export async function insertSegments(tx: Tx, segments: readonly Segment[]): Promise<void> {
  const rows = segments.map((one) => ({ ...one, place: placeOf(one) }))
  await tx.db.insertInto('network_segments').values(rows).execute()
}

/** Those of the networks, in their order. */
export async function segmentsOf(
  tx: Tx,
  networkIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Segment[]>> {
  const found = new Map<string, Segment[]>()
  if (networkIds.length === 0) return found
  const rows = await tx.db
    .selectFrom('network_segments')
    .selectAll()
    .where('network_id', 'in', networkIds)
    .orderBy('segment_index')
    .orderBy('id')
    .execute()
  for (const { place: _, ...row } of rows) {
    const segment = row as Segment
    const others = found.get(row.network_id)
    if (others === undefined) found.set(row.network_id, [segment])
    else others.push(segment)
  }
  return found
}

/** The network of a segment; undefined where there is none with this id. */
export async function networkOfSegment(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('network_segments')
    .select('network_id')
    .where('id', '=', id.toLowerCase())
    .executeTakeFirst()
  return row?.network_id
}

export async function moveSegment(tx: Tx, segment: Segment, id: number, at: string): Promise<void> {
  await tx.db
    .updateTable('network_segments')
    .set({
      segmentation_id: id,
      place: placeOf({ ...segment, segmentation_id: id }),
      revision_number: segment.revision_number + 1,
      updated_at: at,
    })
    .where('id', '=', segment.id)
    .execute()
}

export async function deleteSegmentsOf(tx: Tx, networkIds: readonly string[]): Promise<void> {
  await tx.db.deleteFrom('network_segments').where('network_id', 'in', networkIds).execute()
}
