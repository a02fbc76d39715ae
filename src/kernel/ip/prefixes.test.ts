import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { address, type IpAddress } from './address.ts'
import {
  cidr,
  cidrAround,
  cidrText,
  compact,
  countOfLength,
  firstOfLength,
  networkText,
  parseNetwork,
  without,
} from './cidr.ts'
import {
  isLinkLocal,
  isLoopback,
  isMulticast,
  isWithin,
  merged,
  overlaps,
  overlapsMulticast,
  rangeBetween,
  rangeText,
  sizeOf,
  subtract,
  type IpRange,
} from './range.ts'

describe('a prefix is read as netaddr reads it', () => {
  test.each([
    ['10.0.0.7/24', '10.0.0.7/24', '10.0.0.0/24'],
    ['10.0.0.7', '10.0.0.7/32', '10.0.0.7/32'],
    ['10.0.0.7/0', '10.0.0.7/0', '0.0.0.0/0'],
    ['10.0.0.7/024', '10.0.0.7/24', '10.0.0.0/24'],
    ['10.1.2.3/255.255.0.0', '10.1.2.3/16', '10.1.0.0/16'],
    ['10.1.2.3/0.0.255.255', '10.1.2.3/16', '10.1.0.0/16'],
    ['FD00::5/64', 'fd00::5/64', 'fd00::/64'],
    ['fd00::5/ffff::', 'fd00::5/16', 'fd00::/16'],
    ['fd00::5', 'fd00::5/128', 'fd00::5/128'],
  ])('%s', (text, written, masked) => {
    const parsed = parseNetwork(text)!
    expect(networkText(parsed)).toBe(written)
    expect(cidrText(parsed.cidr)).toBe(masked)
  })

  test.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/x',
    '10.0/8',
    '10.0.0.0/255.0.255.0',
  ])('"%s" is none', (text) => expect(parseNetwork(text)).toBeUndefined())
  test.each(['fd00::/129', 'fd00::/255.0.0.0', '/24', ''])('"%s" is none', (text) => {
    expect(parseNetwork(text)).toBeUndefined()
  })
})

test('addresses are counted, also where numbers would lose some', () => {
  expect(sizeOf(cidr('10.0.0.0/8'))).toBe(2n ** 24n)
  expect(sizeOf(cidr('::/0'))).toBe(2n ** 128n)
  expect(countOfLength(cidr('10.0.0.0/22'), 24)).toBe(4n)
  expect(countOfLength(cidr('10.0.0.0/26'), 24)).toBe(0n)
})

test('a prefix of multicast or loopback lies within it, whole', () => {
  expect(isMulticast(cidr('224.0.1.0/24'))).toBe(true)
  expect(isMulticast(cidr('192.0.0.0/2'))).toBe(false)
  expect(overlapsMulticast(cidr('192.0.0.0/2'))).toBe(true)
  expect(overlapsMulticast(cidr('192.0.0.0/24'))).toBe(false)
  expect(isMulticast(address('ff02::1'))).toBe(true)
  expect(isMulticast(address('fe80::1'))).toBe(false)
  expect(isLoopback(cidr('127.0.0.0/8'))).toBe(true)
  expect(isLoopback(cidr('126.0.0.0/7'))).toBe(false)
  expect(isLoopback(cidr('::1/128'))).toBe(true)
  expect(isLoopback(cidr('::/127'))).toBe(false)
  expect(isLinkLocal(address('169.254.169.254'))).toBe(true)
  expect(isLinkLocal(address('febf::1'))).toBe(true)
  expect(isLinkLocal(address('fec0::1'))).toBe(false)
})

test('a range runs forwards, within one version', () => {
  expect(rangeText(rangeBetween(address('10.0.0.2'), address('10.0.0.9'))!)).toBe(
    '10.0.0.2-10.0.0.9',
  )
  expect(rangeBetween(address('10.0.0.2'), address('10.0.0.1'))).toBeUndefined()
  expect(rangeBetween(address('10.0.0.2'), address('fd00::1'))).toBeUndefined()
  expect(isWithin(address('::a00:2'), cidr('10.0.0.0/24'))).toBe(false)
  expect(overlaps(cidr('0.0.0.0/0'), cidr('::/0'))).toBe(false)
})

describe('of the free prefixes the smallest that has room is cut, at its beginning', () => {
  const free = ['10.0.0.0/16', '10.1.0.0/22', '10.2.0.0/24', '10.3.0.0/22'].map(cidr)
  test.each([
    [24, '10.2.0.0/24'],
    [26, '10.2.0.0/26'],
    [23, '10.1.0.0/23'],
    [20, '10.0.0.0/20'],
  ])('/%i', (length, found) => expect(cidrText(firstOfLength(free, length)!)).toBe(found))

  test('there may be none', () => expect(firstOfLength(free, 15)).toBeUndefined())
})

// The model: the set of the addresses of 10.0.0.0/24, one by one.
const BASE = cidr('10.0.0.0/24').first
const part = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
  .map(([host, length]) => cidrAround({ version: 4, value: BASE + BigInt(host) }, length))
const parts = fc.array(part, { maxLength: 6 })

function members(ranges: readonly IpRange[]): number[] {
  const all = Array.from({ length: 256 }, (_, i) => i)
  return all.filter((host) => ranges.some((range) => isWithin(at(host), range)))
}

function at(host: number): IpAddress {
  return { version: 4, value: BASE + BigInt(host) }
}

test('merging and subtracting keep to the addresses, and leave no two ranges that touch', () => {
  fc.assert(
    fc.property(parts, parts, (some, others) => {
      const both = merged(some)
      expect(members(both)).toEqual(members(some))
      const left = subtract(some, others)
      const gone = new Set(members(others))
      expect(members(left)).toEqual(members(some).filter((host) => !gone.has(host)))
      for (const ranges of [both, left]) {
        ranges
          .slice(1)
          .forEach((range, i) => expect(range.first).toBeGreaterThan(ranges[i]!.last + 1n))
      }
    }),
  )
})

test('prefixes of a set are as few as possible, whole and in order', () => {
  fc.assert(
    fc.property(parts, parts, (some, others) => {
      for (const cidrs of [compact(some), without(some, others)]) {
        expect(members(cidrs)).toHaveLength(
          Number(cidrs.reduce((sum, one) => sum + sizeOf(one), 0n)),
        )
        cidrs.slice(1).forEach((one, i) => {
          const before = cidrs[i]!
          expect(one.first).toBeGreaterThan(before.last)
          const wider = cidrAround({ version: 4, value: before.first }, before.prefix - 1)
          expect(isWithin(one, wider) && one.prefix === before.prefix).toBe(false)
        })
      }
      expect(members(compact(some))).toEqual(members(some))
    }),
  )
})

test('prefixes taken one after the other never overlap, and fill what there is', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 25, max: 32 }), { maxLength: 30 }), (lengths) => {
      const all = [cidr('10.0.0.0/24')]
      const taken: IpRange[] = []
      for (const length of lengths) {
        const free = without(all, taken)
        const found = firstOfLength(free, length)
        if (found === undefined) {
          expect(free.every((one) => one.prefix > length)).toBe(true)
          continue
        }
        expect(isWithin(found, all[0]!)).toBe(true)
        expect(taken.some((one) => overlaps(one, found))).toBe(false)
        taken.push(found)
      }
    }),
  )
})
