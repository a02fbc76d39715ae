/**
 * Ranges of segments: from which ids projects get theirs. Source: openstack/neutron
 * neutron/services/network_segment_range/plugin.py, neutron/objects/network_segment_range.py.
 */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Caller } from '../caller.ts'
import {
  networkTunnelRangeError,
  networkVlanRangeError,
  rangeTypeNotSupported,
  vlanNeedsPhysicalNetwork,
} from '../faults/segment-ranges.ts'
import type { IdRange, NetworkOptions } from '../options.ts'
import { ownOr } from '../visibility.ts'
import type { SegmentRangeAttributes } from './segment-ranges.table.ts'

export type SegmentRange = Item<SegmentRangeAttributes>
export type PostedSegmentRange = Posted<SegmentRangeAttributes>
export type SegmentRangeChanges = Changes<SegmentRangeAttributes>

/** What a range is of, and its ends, which both belong to it. */
export interface Span {
  readonly network_type: string
  /** Empty for tunnels, which have none. */
  readonly physical_network: string
  readonly minimum: number
  readonly maximum: number
}

/** One that is stored, as far as it is asked who gets ids of it. */
export interface StoredRange extends Span {
  readonly id: string
  readonly is_default: number
  readonly shared: number
  readonly project_id: string | null
}

/** Ranges that are shared are of no project. */
const SHARED: Condition = { kind: 'in', column: 'project_id', values: [null] }

export function visibleRanges(ctx: Caller): readonly Condition[] {
  return ownOr(ctx, SHARED)
}

/** @throws Fault 400 NetworkSegmentRangeNetTypeNotSupported, BadRequest */
export function spanOf(posted: PostedSegmentRange, { typeDrivers }: NetworkOptions): Span {
  const { network_type: type, physical_network: physical, minimum, maximum } = posted
  if (type === undefined || !typeDrivers.some((known) => known === type)) {
    throw rangeTypeNotSupported(type)
  }
  requireIds({ network_type: type, minimum, maximum })
  if (type === 'vlan' && physical === undefined) throw vlanNeedsPhysicalNetwork()
  return {
    network_type: type,
    physical_network: type === 'vlan' ? physical! : '',
    minimum,
    maximum,
  }
}

const MOST_ID = { vlan: 4094, vxlan: 2 ** 24 - 1 } as const

/**
 * Can segments of the type have these ids?
 * @throws Fault 400 NetworkVlanRangeError, NetworkTunnelRangeError
 */
export function requireIds({
  network_type: type,
  minimum,
  maximum,
}: Omit<Span, 'physical_network'>): void {
  const isVlan = type === 'vlan'
  const most = isVlan ? MOST_ID.vlan : MOST_ID.vxlan
  const refused = isVlan ? networkVlanRangeError : networkTunnelRangeError
  const wrong = [minimum, maximum].find((id) => id < 1 || id > most)
  const ends = `${minimum}:${maximum}`
  if (wrong !== undefined) {
    const kind = isVlan ? 'VLAN tag' : `${type} identifier`
    throw refused(ends, `${wrong} is not a valid ${kind}`)
  }
  if (maximum < minimum) {
    const kind = isVlan ? 'VLAN' : 'tunnel'
    throw refused(ends, `End of ${kind} range is less than start of ${kind} range`)
  }
}

export function doOverlap(one: Span, other: Span): boolean {
  return one.minimum <= other.maximum && one.maximum >= other.minimum
}

/** Would segments that are used be left outside of these ends? */
export function isInTheWay(used: readonly number[], minimum: number, maximum: number): boolean {
  return used.some((id) => id < minimum || id > maximum)
}

/**
 * From which ids of a physical network a project gets one, in the order in which they are looked at: its
 * own first, then those that all share, but for those that other projects have for themselves.
 * @param ranges of one type and physical network
 */
export function idsFor(
  ranges: readonly StoredRange[],
  projectId: string | undefined,
): readonly IdRange[] {
  const own = ranges.filter((one) => one.shared === 0 && one.project_id === projectId)
  const others = ranges.filter((one) => one.shared === 0 && one.project_id !== projectId)
  const shared = ranges.filter((one) => one.shared === 1).map(ends)
  const open = others.map(ends).reduce(without, shared)
  return [...own.map(ends), ...open]
}

function ends({ minimum, maximum }: Span): IdRange {
  return { first: minimum, last: maximum }
}

/** What is left of the ranges when one is cut out. */
function without(ranges: readonly IdRange[], cut: IdRange): IdRange[] {
  return ranges
    .flatMap(({ first, last }) => [
      { first, last: Math.min(last, cut.first - 1) },
      { first: Math.max(first, cut.last + 1), last },
    ])
    .filter(({ first, last }) => first <= last)
}

/** The ids of the range that no segment has. */
export function availableIds(
  { minimum, maximum }: Span,
  used: Readonly<Record<string, string>>,
): readonly number[] {
  const ids: number[] = []
  for (let id = minimum; id <= maximum; id++) if (used[id] === undefined) ids.push(id)
  return ids
}
