/** Ranges of addresses, as netaddr's IPRange and IPSet count with them. All include their ends. */
import { addressText, WIDTH, type IpAddress, type IpVersion } from './address.ts'

export interface IpRange {
  readonly version: IpVersion
  readonly first: bigint
  readonly last: bigint
}

export function rangeOf(what: IpAddress | IpRange): IpRange {
  return 'value' in what ? { version: what.version, first: what.value, last: what.value } : what
}

/** Undefined where they are of different versions, or the wrong way round. */
export function rangeBetween(start: IpAddress, end: IpAddress): IpRange | undefined {
  if (start.version !== end.version || start.value > end.value) return undefined
  return { version: start.version, first: start.value, last: end.value }
}

export function firstOf({ version, first }: IpRange): IpAddress {
  return { version, value: first }
}

export function lastOf({ version, last }: IpRange): IpAddress {
  return { version, value: last }
}

/** How many addresses there are. */
export function sizeOf({ first, last }: IpRange): bigint {
  return last - first + 1n
}

/** `10.0.0.2-10.0.0.9`. */
export function rangeText(range: IpRange): string {
  return `${addressText(firstOf(range))}-${addressText(lastOf(range))}`
}

export function isWithin(what: IpAddress | IpRange, outer: IpRange): boolean {
  const inner = rangeOf(what)
  return inner.version === outer.version && inner.first >= outer.first && inner.last <= outer.last
}

export function overlaps(a: IpRange, b: IpRange): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last
}

/** By version, then by address. */
export function compareRanges(a: IpRange, b: IpRange): number {
  return a.version - b.version || compare(a.first, b.first) || compare(a.last, b.last)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The same addresses in as few ranges as possible, in order. */
export function merged(ranges: readonly IpRange[]): IpRange[] {
  const result: IpRange[] = []
  for (const range of ranges.toSorted(compareRanges)) {
    const previous = result.at(-1)
    if (previous?.version !== range.version || range.first > previous.last + 1n) {
      result.push({ version: range.version, first: range.first, last: range.last })
    } else if (range.last > previous.last) {
      result[result.length - 1] = { ...previous, last: range.last }
    }
  }
  return result
}

/** What is left of `ranges` without what is in `holes`, in as few ranges as possible, in order. */
export function subtract(
  ranges: readonly IpRange[],
  holes: readonly (IpAddress | IpRange)[],
): IpRange[] {
  const taken = merged(holes.map(rangeOf))
  const left: IpRange[] = []
  let next = 0
  for (const { version, first, last } of merged(ranges)) {
    let from = first
    // Holes before this range cannot concern a later one; the last may reach into the next.
    while (next < taken.length && isBefore(taken[next]!, { version, first, last })) next += 1
    for (let i = next; i < taken.length && overlaps(taken[i]!, { version, first, last }); i += 1) {
      const hole = taken[i]!
      if (hole.first > from) left.push({ version, first: from, last: hole.first - 1n })
      from = hole.last + 1n
    }
    if (from <= last) left.push({ version, first: from, last })
  }
  return left
}

function isBefore(a: IpRange, b: IpRange): boolean {
  return a.version < b.version || (a.version === b.version && a.last < b.first)
}

const KINDS = {
  multicast: { 4: block(0xe000_0000n, 4, 4), 6: block(0xffn << 120n, 8, 6) },
  loopback: { 4: block(0x7f00_0000n, 8, 4), 6: block(1n, 128, 6) },
  linkLocal: { 4: block(0xa9fe_0000n, 16, 4), 6: block(0xfe80n << 112n, 10, 6) },
} as const

function block(first: bigint, prefix: number, version: IpVersion): IpRange {
  return { version, first, last: first + (1n << BigInt(WIDTH[version] - prefix)) - 1n }
}

/** Whether it lies in 224.0.0.0/4 or ff00::/8, all of it. */
export function isMulticast(what: IpAddress | IpRange): boolean {
  return isWithin(what, KINDS.multicast[what.version])
}

/** Whether some of it lies in 224.0.0.0/4 or ff00::/8. */
export function overlapsMulticast(range: IpRange): boolean {
  return overlaps(range, KINDS.multicast[range.version])
}

/** Whether it lies in 127.0.0.0/8 or is ::1. */
export function isLoopback(what: IpAddress | IpRange): boolean {
  return isWithin(what, KINDS.loopback[what.version])
}

/** Whether it lies in 169.254.0.0/16 or fe80::/10. */
export function isLinkLocal(what: IpAddress | IpRange): boolean {
  return isWithin(what, KINDS.linkLocal[what.version])
}
