import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/refusal.ts'
import { addressText, type IpAddress } from '../../kernel/ip/address.ts'
import { cidr, cidrAround, cidrText } from '../../kernel/ip/cidr.ts'
import { isWithin, overlaps, rangeText, sizeOf, type IpRange } from '../../kernel/ip/range.ts'
import { givenPools, layOut, poolTexts, type LayoutRequest } from './pools.ts'

function laidOut(network: string, request: LayoutRequest = {}, chosenByPool = false): string {
  const { gateway, pools } = layOut(cidr(network), request, chosenByPool)
  return [gateway && addressText(gateway), ...pools.map(rangeText)].join(' ')
}

// As the real service answered.
describe('gateway and pools of a new subnet', () => {
  test.each<[string, LayoutRequest, string]>([
    ['10.0.0.0/24', {}, '10.0.0.1 10.0.0.2-10.0.0.254'],
    ['10.0.0.0/24', { gatewayIp: null }, ' 10.0.0.1-10.0.0.254'],
    ['10.0.0.0/24', { gatewayIp: '10.0.0.5' }, '10.0.0.5 10.0.0.1-10.0.0.4 10.0.0.6-10.0.0.254'],
    ['10.0.0.0/24', { gatewayIp: '10.0.0.254' }, '10.0.0.254 10.0.0.1-10.0.0.253'],
    ['10.0.0.0/24', { gatewayIp: '10.9.0.1' }, '10.9.0.1 10.0.0.1-10.0.0.254'],
    ['0.0.0.0/8', {}, '0.0.0.1 0.0.0.2-0.255.255.254'],
    ['10.0.0.0/30', {}, '10.0.0.1 10.0.0.2-10.0.0.2'],
    ['10.0.0.0/31', { gatewayIp: null }, ' 10.0.0.0-10.0.0.1'],
    ['10.0.0.0/32', {}, '10.0.0.1 10.0.0.0-10.0.0.0'],
    ['10.0.0.0/32', { gatewayIp: null }, ' 10.0.0.0-10.0.0.0'],
    ['fd00::/64', {}, 'fd00:: fd00::1-fd00::ffff:ffff:ffff:ffff'],
    ['fd00::/64', { gatewayIp: 'fd00::1' }, 'fd00::1 fd00::2-fd00::ffff:ffff:ffff:ffff'],
    ['fd00::/64', { gatewayIp: 'fe80::1' }, 'fe80::1 fd00::1-fd00::ffff:ffff:ffff:ffff'],
    ['fd00::/126', {}, 'fd00:: fd00::1-fd00::3'],
    ['fd00::/127', {}, 'fd00:: fd00::1-fd00::1'],
    ['fd00::/127', { gatewayIp: 'fd00::1' }, 'fd00::1'],
    ['fd00::/128', {}, 'fd00:: fd00::-fd00::'],
    ['::/64', {}, ':: ::1-::ffff:ffff:ffff:ffff'],
  ])('%s %j', (network, request, expected) => expect(laidOut(network, request)).toBe(expected))

  test('a pool of subnets leaves the address of the network alone in IPv6 too', () => {
    expect(laidOut('fd00:0:0:1::/64', {}, true)).toBe(
      'fd00:0:0:1::1 fd00:0:0:1::2-fd00::1:ffff:ffff:ffff:ffff',
    )
  })

  test('pools that are named are put in order; none are the default', () => {
    const allocationPools = [
      { start: '10.0.0.50', end: '10.0.0.60' },
      { start: '10.0.0.10', end: '10.0.0.20' },
    ]
    const expected = '10.0.0.1 10.0.0.10-10.0.0.20 10.0.0.50-10.0.0.60'
    expect(laidOut('10.0.0.0/24', { allocationPools })).toBe(expected)
    for (const none of [[], null]) {
      expect(laidOut('10.0.0.0/24', { allocationPools: none })).toBe(laidOut('10.0.0.0/24'))
    }
  })

  test('pools are shown in canonical form', () => {
    const pools = givenPools([{ start: 'FD00::0:9', end: 'fd00::F' }], cidr('fd00::/64'))
    expect(poolTexts(pools)).toEqual([{ start: 'fd00::9', end: 'fd00::f' }])
  })
})

describe('what is refused of pools and gateways', () => {
  const pool = (start: string, end: string) => ({ allocationPools: [{ start, end }] })
  test.each<[string, LayoutRequest, string]>([
    [
      '10.0.0.0/24',
      pool('10.0.0.20', '10.0.0.10'),
      "400 InvalidAllocationPool: The allocation pool {'start': '10.0.0.20', 'end': '10.0.0.10'} is not valid.",
    ],
    [
      '10.0.0.0/24',
      { allocationPools: [{ end: 'fd00::9', start: '10.0.0.9' }] },
      "400 InvalidAllocationPool: The allocation pool {'end': 'fd00::9', 'start': '10.0.0.9'} is not valid.",
    ],
    [
      '10.0.0.0/24',
      pool('fd00::1', 'fd00::9'),
      '400 InvalidAllocationPool: The allocation pool fd00::1-fd00::9 is not valid.',
    ],
    [
      '10.32.20.0/24',
      pool('10.1.0.1', '10.1.0.9'),
      '400 OutOfBoundsAllocationPool: The allocation pool 10.1.0.1-10.1.0.9 spans beyond the subnet cidr 10.32.20.0/24.',
    ],
    [
      '10.32.20.0/24',
      pool('10.32.20.0', '10.32.20.255'),
      '400 OutOfBoundsAllocationPool: The allocation pool 10.32.20.0-10.32.20.255 spans beyond the subnet cidr 10.32.20.0/24.',
    ],
    [
      'fd00::/64',
      pool('fd00::', 'fd00::f'),
      '400 OutOfBoundsAllocationPool: The allocation pool fd00::-fd00::f spans beyond the subnet cidr fd00::/64.',
    ],
    [
      '10.32.20.0/24',
      {
        allocationPools: [
          { start: '10.32.20.15', end: '10.32.20.30' },
          { start: '10.32.20.10', end: '10.32.20.20' },
        ],
      },
      '409 OverlappingAllocationPools: Found overlapping allocation pools: 10.32.20.15-10.32.20.30 10.32.20.10-10.32.20.20 for subnet 10.32.20.0/24.',
    ],
    [
      '10.32.20.0/24',
      { gatewayIp: '10.32.20.15', ...pool('10.32.20.10', '10.32.20.20') },
      '409 GatewayConflictWithAllocationPools: Gateway ip 10.32.20.15 conflicts with allocation pool 10.32.20.10-10.32.20.20.',
    ],
    [
      '10.0.0.0/31',
      {},
      '409 IpamValueInvalid: Gateway IP 10.0.0.1 cannot be the network or broadcast IP address 10.0.0.0/31',
    ],
    [
      '10.11.6.0/26',
      { gatewayIp: '10.11.6.0' },
      '409 IpamValueInvalid: Gateway IP 10.11.6.0 cannot be the network or broadcast IP address 10.11.6.0/26',
    ],
    [
      '255.255.255.255/32',
      {},
      '400 InvalidInput: Invalid input for operation: Gateway is not valid on subnet.',
    ],
  ])('%s %j', (network, request, words) => {
    expect(refusal(() => layOut(cidr(network), request))).toBe(words)
  })
})

const anyCidr = fc.oneof(
  fc
    .tuple(fc.bigInt(1n, 2n ** 32n - 4000n), fc.integer({ min: 22, max: 32 }))
    .map(([value, length]) => cidrAround({ version: 4, value }, length)),
  fc
    .tuple(fc.bigInt(1n, 2n ** 128n - 4000n), fc.integer({ min: 118, max: 128 }))
    .map(([value, length]) => cidrAround({ version: 6, value }, length)),
)

test('default pools are every address but the reserved ones and the gateway, each once', () => {
  fc.assert(
    fc.property(anyCidr, fc.bigInt(0n, 1100n), (network, offset) => {
      const gateway: IpAddress = { version: network.version, value: network.first + offset }
      const text = addressText(gateway)
      const reserved =
        network.version === 4 && [network.first, network.last].includes(gateway.value)
      if (reserved) return
      const { pools } = layOut(network, { gatewayIp: text })
      const all: bigint[] = []
      for (let value = network.first; value <= network.last; value += 1n) all.push(value)
      const expected = all.filter((value) => isFree(network, value, gateway))
      const got = all.filter((value) =>
        pools.some((pool) => isWithin({ version: network.version, value }, pool)),
      )
      expect(got).toEqual(expected)
      expect(pools.reduce((sum, pool) => sum + sizeOf(pool), 0n)).toBe(BigInt(expected.length))
      expect(
        pools.every((pool, i) => !pools.slice(i + 1).some((other) => overlaps(pool, other))),
      ).toBe(true)
    }),
  )
})

/** The rule once more, by the size of the subnet instead of its bounds. */
function isFree(network: IpRange & { prefix: number }, value: bigint, gateway: IpAddress): boolean {
  const size = sizeOf(network)
  if (size === 1n) return true
  if (value === gateway.value) return false
  const isFirst = value === network.first
  if (network.version === 6) return !isFirst
  return size === 2n || (!isFirst && value !== network.last)
}

test('pools that are named come back as they were, whatever their order', () => {
  const network = cidr('10.0.0.0/22')
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 1022 }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(cuts, fc.infiniteStream(fc.nat()), (points, weights) => {
      const sorted = points.toSorted((a, b) => a - b)
      const at = (host: number) => addressText({ version: 4, value: network.first + BigInt(host) })
      const pairs = sorted.filter((_, i) => i % 2 === 1)
      const pools = pairs.map((end, i) => ({ start: at(sorted[i * 2]!), end: at(end) }))
      const shuffled = pools
        .map((pool) => ({ pool, weight: weights.next().value as number }))
        .toSorted((a, b) => a.weight - b.weight)
        .map(({ pool }) => pool)
      expect(poolTexts(givenPools(shuffled, network))).toEqual(pools)
      expect(cidrText(network)).toBe('10.0.0.0/22')
    }),
  )
})
