/**
 * Addresses of IPv4 and IPv6 as values. What is taken and how they are written is netaddr's way
 * (1.x, without flags), which real services use: netaddr/strategy/ipv4.py and ipv6.py, which ask
 * glibc's inet_pton and inet_ntop.
 */
import { isIPv4, isIPv6 } from 'node:net'

export type IpVersion = 4 | 6

export interface IpAddress {
  readonly version: IpVersion
  readonly value: bigint
}

/** How many bits an address has. */
export const WIDTH: Readonly<Record<IpVersion, number>> = { 4: 32, 6: 128 }

/**
 * Undefined where it is none: four decimal numbers without leading zeros, or IPv6 in any of its
 * notations, but neither zone (`%eth0`) nor prefix.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { version: 4, value: ofDotted(text) }
  if (isIPv6(text) && !text.includes('%')) return { version: 6, value: ofGroups(text) }
  return undefined
}

/** @throws Error where `text` is none, which whoever calls has made sure of. */
export function address(text: string): IpAddress {
  const parsed = parseAddress(text)
  if (parsed === undefined) throw new Error(`"${text}" is no address`)
  return parsed
}

function ofDotted(text: string): bigint {
  return BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0))
}

function ofGroups(text: string): bigint {
  const [head = '', tail] = text.split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = '0000'.repeat(8 - before.length - after.length)
  return BigInt(`0x${before.join('')}${zeros}${after.join('')}`)
}

/** Groups of four digits; an IPv4 address at the end counts for two. */
function groupsOf(part: string): string[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return group.padStart(4, '0')
    const digits = hex(ofDotted(group), 8)
    return [digits.slice(0, 4), digits.slice(4)]
  })
}

/** As clients read it: `10.0.0.1`, `fd00::1`. */
export function addressText({ version, value }: IpAddress): string {
  return version === 4 ? dotted(value) : grouped(value)
}

function dotted(value: bigint): string {
  const number = Number(value)
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}

function grouped(value: bigint): string {
  const digits = hex(value, 32)
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number.parseInt(digits.slice(i * 4, i * 4 + 4), 16),
  )
  const { start, length } = longestZeros(groups)
  // `::a.b.c.d` and `::ffff:a.b.c.d`, the addresses that embed one of IPv4.
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))) {
    return `::${length === 5 ? 'ffff:' : ''}${dotted(value & 0xffff_ffffn)}`
  }
  const written = groups.map((group) => group.toString(16))
  if (length < 2) return written.join(':')
  return `${written.slice(0, start).join(':')}::${written.slice(start + length).join(':')}`
}

/** The longest run of groups that are zero, the first of equals. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 }
  let start = -1
  groups.forEach((group, i) => {
    if (group !== 0) start = -1
    else if (start === -1) start = i
    if (start !== -1 && i - start + 1 > best.length) best = { start, length: i - start + 1 }
  })
  return best
}

/**
 * The text by which databases keep and compare addresses: 8 or 32 hexadecimal digits in lower case.
 * Texts of one version compare as their addresses do, whatever the collation, and the length tells
 * the version.
 */
export function addressKey({ version, value }: IpAddress): string {
  return hex(value, WIDTH[version] / 4)
}

export function addressOfKey(key: string): IpAddress {
  return { version: key.length === 8 ? 4 : 6, value: BigInt(`0x${key}`) }
}

export function sameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.value === b.value && a.version === b.version
}

/** The address that is `count` after it. */
export function plus({ version, value }: IpAddress, count: bigint): IpAddress {
  return { version, value: value + count }
}

function hex(value: bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
