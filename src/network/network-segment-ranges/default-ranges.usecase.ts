/**
 * The ranges that the configuration makes. Source: openstack/neutron neutron/plugins/ml2/drivers/type_*.py
 * (initialize_network_segment_range_support).
 */
import type { NetworkEnv } from '../operation.ts'
import type { NetworkOptions } from '../options.ts'
import { lockSegments } from '../segments/segments.store.ts'
import { secondsNow } from '../times.ts'
import { defaultRanges, segmentRangeRows } from './segment-ranges.store.ts'
import type { Span } from './segment-ranges.ts'

/** Puts them in the place of those of an earlier configuration. Where nothing differs, all stay. */
export async function setDefaultRanges({ database, clock, ids, options }: NetworkEnv) {
  const wanted = spansOf(options)
  // All starts but the first have nothing to write, and do not wait for a disk.
  if (isAlike(await database.read(defaultRanges), wanted)) return
  await database.write(async (tx) => {
    await lockSegments(tx, 'vlan')
    await lockSegments(tx, 'vxlan')
    const now = await defaultRanges(tx)
    if (isAlike(now, wanted)) return
    await segmentRangeRows.remove(
      tx,
      now.map(({ id }) => id),
    )
    if (wanted.length === 0) return
    const at = secondsNow(clock)
    const rows = wanted.map((span) => ({
      ...{ ...span, id: ids.uuid(), name: null, default: true, shared: true, project_id: null },
      ...{ description: null, created_at: at, updated_at: null, revision_number: 0, tags: [] },
    }))
    await segmentRangeRows.insert(tx, rows)
  })
}

function spansOf({ vlanRanges, vxlanRanges }: NetworkOptions) {
  const vlans = Object.entries(vlanRanges).flatMap(([physical, ranges]) =>
    ranges.map((range) => ({ type: 'vlan' as const, physical, ...range })),
  )
  const tunnels = vxlanRanges.map((range) => ({ type: 'vxlan' as const, physical: '', ...range }))
  return [...vlans, ...tunnels].map(({ type, physical, first, last }) => ({
    ...{ network_type: type, physical_network: physical, minimum: first, maximum: last },
  }))
}

function isAlike(some: readonly Span[], others: readonly Span[]): boolean {
  const [one, other] = [some, others].map((spans) => spans.map(textOf).toSorted().join('\n'))
  return one === other
}

function textOf(span: Span): string {
  const { network_type: type, physical_network: physical, minimum, maximum } = span
  return JSON.stringify([type, physical, minimum, maximum])
}
