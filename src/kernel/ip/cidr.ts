/** Prefixes, as netaddr's IPNetwork and IPSet count with them. */
import { addressText, parseAddress, WIDTH, type IpAddress, type IpVersion } from './address.ts'
import { firstOf, merged, sizeOf, subtract, type IpRange } from './range.ts'

/** The addresses that have a prefix in common; there are no host bits. */
export interface Cidr extends IpRange {
  /** How many bits the prefix has. */
  readonly prefix: number
}

/** An address and the prefix that it is written with, `10.0.0.7/24`. */
export interface Network {
  readonly address: IpAddress
  readonly cidr: Cidr
}

/** The prefix of so many bits that the address has; host bits are left out. */
export function cidrAround({ version, value }: IpAddress, prefix: number): Cidr {
  const bits = BigInt(WIDTH[version] - prefix)
  const first = (value >> bits) << bits
  return { version, prefix, first, last: first + (1n << bits) - 1n }
}

/**
 * Undefined where it is none. After the slash may stand the length or a mask (`255.255.255.0`,
 * `0.0.0.255`); without a slash it is the address alone.
 */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  const address = parseAddress(slash === -1 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const prefix =
    slash === -1 ? WIDTH[address.version] : prefixOf(text.slice(slash + 1), address.version)
  return prefix === undefined ? undefined : { address, cidr: cidrAround(address, prefix) }
}

/** As `parseNetwork`, without host bits. */
export function parseCidr(text: string): Cidr | undefined {
  return parseNetwork(text)?.cidr
}

/** @throws Error where `text` is none, which whoever calls has made sure of. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text)
  if (parsed === undefined) throw new Error(`"${text}" is no prefix`)
  return parsed
}

function prefixOf(text: string, version: IpVersion): number | undefined {
  if (!/^\d+$/.test(text)) return prefixOfMask(text, version)
  const prefix = Number(text)
  return prefix <= WIDTH[version] ? prefix : undefined
}

function prefixOfMask(text: string, version: IpVersion): number | undefined {
  const mask = parseAddress(text)
  if (mask?.version !== version) return undefined
  const bits = mask.value.toString(2).padStart(WIDTH[version], '0')
  if (/^1*0*$/.test(bits)) return bits.replaceAll('0', '').length
  return /^0*1*$/.test(bits) ? bits.replaceAll('1', '').length : undefined
}

/** `10.0.0.0/24`. */
export function cidrText(cidr: Cidr): string {
  return `${addressText(firstOf(cidr))}/${cidr.prefix}`
}

/** Host bits are shown: `10.0.0.7/24`. */
export function networkText({ address, cidr }: Network): string {
  return `${addressText(address)}/${cidr.prefix}`
}

/** The prefixes, as few as possible, that make up the range. */
export function cidrsOf({ version, first, last }: IpRange): Cidr[] {
  const cidrs: Cidr[] = []
  let from = first
  while (from <= last) {
    let prefix = WIDTH[version]
    let found = cidrAround({ version, value: from }, prefix)
    while (prefix > 0) {
      const wider = cidrAround({ version, value: from }, prefix - 1)
      if (wider.first !== from || wider.last > last) break
      found = wider
      prefix -= 1
    }
    cidrs.push(found)
    from = found.last + 1n
  }
  return cidrs
}

/** The same addresses in as few prefixes as possible, in order: netaddr's IPSet.compact. */
export function compact(ranges: readonly IpRange[]): Cidr[] {
  return merged(ranges).flatMap(cidrsOf)
}

/** What is left of `ranges` without `taken`, in as few prefixes as possible, in order. */
export function without(ranges: readonly IpRange[], taken: readonly IpRange[]): Cidr[] {
  return subtract(ranges, taken).flatMap(cidrsOf)
}

/**
 * The first prefix of that length in the smallest of the `free` ones that have room, and of equals in
 * the lowest: what tears up least of what is free (neutron/ipam/subnet_alloc.py).
 */
export function firstOfLength(free: readonly Cidr[], length: number): Cidr | undefined {
  let best: Cidr | undefined
  for (const candidate of free) {
    if (candidate.prefix > length) continue
    if (best === undefined || isBetter(candidate, best)) best = candidate
  }
  return best === undefined ? undefined : cidrAround(firstOf(best), length)
}

function isBetter(a: Cidr, b: Cidr): boolean {
  return a.prefix > b.prefix || (a.prefix === b.prefix && a.first < b.first)
}

/** How many prefixes of that length it has; 0 where it is smaller than one. */
export function countOfLength(cidr: Cidr, length: number): bigint {
  return sizeOf(cidr) >> BigInt(WIDTH[cidr.version] - length)
}
