/**
 * What is done with ranges of segments. Source: openstack/neutron
 * neutron/services/network_segment_range/plugin.py.
 */
import {
  segmentRangeOverlaps,
  segmentRangeReadOnly,
  segmentRangeReferenced,
  unsharedRangeOfNobody,
} from '../faults/segment-ranges.ts'
import type { NetworkCall } from '../operation.ts'
import type { NetworkType } from '../options.ts'
import { lockSegments } from '../segments/segments.store.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { secondsNow } from '../times.ts'
import {
  rangesOfType,
  segmentRangeRows,
  usedIn,
  type SegmentRangeRow,
} from './segment-ranges.store.ts'
import {
  availableIds,
  doOverlap,
  isInTheWay,
  requireIds,
  spanOf,
  type PostedSegmentRange,
  type SegmentRange,
  type SegmentRangeChanges,
  type Span,
} from './segment-ranges.ts'

/** With what is used of them. What is not known of one is left out of the answer. */
export async function completedRanges(
  { tx }: NetworkCall,
  rows: readonly SegmentRangeRow[],
): Promise<SegmentRange[]> {
  const completed: SegmentRange[] = []
  for (const row of rows) {
    const one = await withUse(tx, row)
    const { name, project_id: projectId, updated_at: updatedAt } = one
    completed.push({
      ...one,
      name: name ?? undefined!,
      project_id: projectId ?? undefined!,
      updated_at: updatedAt ?? undefined!,
    })
  }
  return completed
}

async function withUse(tx: NetworkCall['tx'], row: SegmentRangeRow): Promise<SegmentRange> {
  const used = await usedIn(tx, row)
  return { ...row, used, available: availableIds(row, used) }
}

/** @throws Fault 400, 409 NetworkSegmentRangeOverlaps */
export async function createRanges(
  call: NetworkCall,
  posted: readonly PostedSegmentRange[],
): Promise<SegmentRange[]> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const made: SegmentRange[] = []
  for (const one of posted) {
    const span = spanOf(one, env.options)
    await requireNoOverlap(call, span)
    if (!one.shared && !one.project_id) throw unsharedRangeOfNobody()
    const row = {
      ...{ ...one, ...span, network_type: span.network_type as SegmentRange['network_type'] },
      ...{ id: env.ids.uuid(), default: false, tags: [] },
      project_id: one.shared ? null : one.project_id,
      ...{ created_at: at, updated_at: at, revision_number: 0 },
    }
    await segmentRangeRows.insert(tx, [row])
    made.push(await withUse(tx, row))
  }
  return made
}

/** @throws Fault 400 NetworkSegmentRangeDefaultReadOnly; 409 where segments or ranges stand in the way */
export async function updateRange(
  call: NetworkCall,
  now: SegmentRange,
  changes: SegmentRangeChanges,
): Promise<SegmentRange> {
  const { tx, env } = call
  if (now.default) throw segmentRangeReadOnly(now.id)
  await lockSegments(tx, now.network_type as NetworkType)
  const { minimum = now.minimum, maximum = now.maximum } = changes
  const used = Object.keys(await usedIn(tx, now)).map(Number)
  if (isInTheWay(used, minimum, maximum)) throw segmentRangeReferenced(now.id)
  const span = { ...now, minimum, maximum }
  requireIds(span)
  await requireNoOverlap(call, span, now.id)
  const { used: _used, available: _available, ...row } = now
  // Each change counts, even one that changes nothing.
  const at = secondsNow(env.clock)
  const changed = await segmentRangeRows.change(tx, row, changes, at, true)
  return (await completedRanges(call, [changed]))[0]!
}

/** @throws Fault 400 NetworkSegmentRangeDefaultReadOnly; 409 NetworkSegmentRangeReferencedByProject */
export async function deleteRange({ tx }: NetworkCall, now: SegmentRange): Promise<void> {
  const { id } = now
  if (now.default) throw segmentRangeReadOnly(id)
  await lockSegments(tx, now.network_type as NetworkType)
  if (Object.keys(await usedIn(tx, now)).length > 0) throw segmentRangeReferenced(id)
  await deleteTagsOf(tx, [id])
  await segmentRangeRows.remove(tx, [id])
}

/** Default ranges may lie beneath others. Nobody else makes one of the type before the transaction ends. */
async function requireNoOverlap({ tx }: NetworkCall, span: Span, itself?: string): Promise<void> {
  await lockSegments(tx, span.network_type as NetworkType)
  const others = (await rangesOfType(tx, span.network_type)).filter(
    (one) =>
      one.is_default === 0 &&
      one.id !== itself &&
      one.physical_network === span.physical_network &&
      doOverlap(span, one),
  )
  if (others.length > 0) throw segmentRangeOverlaps(others.map(({ id }) => id))
}
