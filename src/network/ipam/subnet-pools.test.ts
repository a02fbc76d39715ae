import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/refusal.ts'
import { cidr, cidrAround, cidrText, type Cidr } from '../../kernel/ip/cidr.ts'
import { isWithin, overlaps } from '../../kernel/ip/range.ts'
import {
  addedPrefixes,
  checkPoolAffinity,
  checkPoolVersion,
  checkUniqueInScope,
  cidrFromPool,
  poolBounds,
  poolPrefixes,
  removedPrefixes,
  replacedPrefixes,
  type Bounds,
  type SubnetPool,
  type SubnetWish,
} from './subnet-pools.ts'

const texts = (cidrs: readonly Cidr[]) => cidrs.map(cidrText)

describe('prefixes of a pool', () => {
  test('are kept without host bits, as few as they can be', () => {
    expect(texts(poolPrefixes(['10.11.0.0/16', '10.20.0.7/24', '10.10.0.0/16']))).toEqual([
      '10.10.0.0/15',
      '10.20.0.0/24',
    ])
  })

  test('are some, of one version', () => {
    expect(refusal(() => poolPrefixes([]))).toBe(
      '400 EmptySubnetPoolPrefixList: Empty subnet pool prefix list.',
    )
    const mixed = '400 PrefixVersionMismatch: Cannot mix IPv4 and IPv6 prefixes in a subnet pool.'
    expect(refusal(() => poolPrefixes(['10.0.0.0/8', 'fd00::/48']))).toBe(mixed)
    expect(refusal(() => addedPrefixes([cidr('10.0.0.0/8')], ['fd00::/48']))).toBe(mixed)
  })

  test('grow by an update, and never shrink', () => {
    const had = ['10.10.0.0/15', '10.20.0.0/24'].map(cidr)
    const words =
      '400 IllegalSubnetPoolPrefixUpdate: Illegal update to prefixes: Existing prefixes must be a subset of the new prefixes.'
    expect(texts(replacedPrefixes(had, ['10.20.0.0/24', '10.8.0.0/14']))).toEqual([
      '10.8.0.0/14',
      '10.20.0.0/24',
    ])
    expect(refusal(() => replacedPrefixes(had, ['10.10.0.0/16', '10.20.0.0/24']))).toBe(words)
    expect(refusal(() => replacedPrefixes(had, []))).toBe(words)
    expect(texts(addedPrefixes(had, ['10.20.1.0/24']))).toEqual(['10.10.0.0/15', '10.20.0.0/23'])
  })

  test('are taken out where no subnet has them', () => {
    const had = ['10.10.0.0/15', '10.20.0.0/24'].map(cidr)
    const used = [cidr('10.20.0.0/26')]
    expect(texts(removedPrefixes(had, ['10.11.128.0/17'], used))).toEqual([
      '10.10.0.0/16',
      '10.11.0.0/17',
      '10.20.0.0/24',
    ])
    expect(texts(removedPrefixes(had, ['192.168.0.0/16'], used))).toEqual(texts(had))
    expect(refusal(() => removedPrefixes(had, ['10.20.0.0/24'], used))).toBe(
      '400 IllegalSubnetPoolPrefixUpdate: Illegal update to prefixes: One or more the prefixes to be removed is in use by a subnet..',
    )
  })

  test('are in no other pool of the scope', () => {
    const others = [cidr('10.0.0.0/16')]
    expect(refusal(() => checkUniqueInScope([cidr('10.0.5.0/24')], others))).toBe(
      '409 AddressScopePrefixConflict: Failed to associate address scope: subnetpools within an address scope must have unique prefixes.',
    )
    expect(refusal(() => checkUniqueInScope([cidr('10.1.0.0/24')], others))).toBe('')
  })
})

describe('bounds of a pool', () => {
  test.each<[4 | 6, Partial<Bounds>, Bounds]>([
    [4, {}, { min: 8, max: 32, default: 8 }],
    [6, {}, { min: 64, max: 128, default: 64 }],
    [4, { default: 26 }, { min: 8, max: 32, default: 26 }],
    [4, { min: 24, max: 28 }, { min: 24, max: 28, default: 24 }],
    [4, { min: 0 }, { min: 0, max: 32, default: 0 }],
  ])('IPv%i %o', (version, given, bounds) => expect(poolBounds(version, given)).toEqual(bounds))

  test.each<[Partial<Bounds>, string]>([
    [{ min: 28, max: 20 }, 'min_prefixlen=28, max_prefixlen=20'],
    [{ min: 20, default: 10 }, 'default_prefixlen=10, min_prefixlen=20'],
    [{ max: 30, default: 31 }, 'default_prefixlen=31, max_prefixlen=30'],
    [{ default: 33 }, 'default_prefixlen=33, max_prefixlen=32'],
    [{ max: 33 }, 'max_prefixlen=33, ip_version_max=32'],
  ])('%o is refused', (given, words) => {
    expect(refusal(() => poolBounds(4, given))).toBe(
      `400 IllegalSubnetPoolPrefixBounds: Illegal prefix bounds: ${words}.`,
    )
  })
})

const POOL: SubnetPool = {
  id: 'pool',
  version: 4,
  prefixes: ['10.10.0.0/15', '10.20.0.0/24'].map(cidr),
  bounds: { min: 8, max: 32, default: 26 },
  quota: null,
}

describe('a subnet from a pool', () => {
  const taken = ['10.20.0.0/26', '10.10.0.0/20'].map(cidr)
  const from = (wish: SubnetWish, pool = POOL) =>
    cidrFromPool(pool, wish, { taken, ofOwner: taken })

  test.each<[SubnetWish, string, boolean]>([
    [{}, '10.20.0.64/26', true],
    [{ prefixlen: 25 }, '10.20.0.128/25', true],
    [{ prefixlen: 24 }, '10.10.16.0/24', true],
    [{ prefixlen: 16 }, '10.11.0.0/16', true],
    [{ gatewayIp: null }, '10.20.0.64/26', true],
    [{ gatewayIp: '10.11.5.9' }, '10.11.5.0/26', false],
    [{ gatewayIp: '10.11.5.9', prefixlen: 24 }, '10.11.5.0/24', false],
    [{ cidr: cidr('10.20.0.64/28'), gatewayIp: '10.99.0.1' }, '10.20.0.64/28', false],
  ])('%o', (wish, network, chosenByPool) => {
    const found = from(wish)
    expect([cidrText(found.cidr), found.chosenByPool]).toEqual([network, chosenByPool])
  })

  const FAILED = '409 SubnetAllocationError: Failed to allocate subnet: '
  const NOT_THERE = `${FAILED}Cannot allocate requested subnet from the available set of prefixes.`
  const BETWEEN = { ...POOL, bounds: { min: 24, max: 28, default: 24 } }
  test.each<[SubnetWish, SubnetPool, string]>([
    [{ cidr: cidr('10.20.0.0/28') }, POOL, NOT_THERE],
    [{ cidr: cidr('10.20.0.0/23') }, POOL, NOT_THERE],
    [{ cidr: cidr('10.99.0.0/24') }, POOL, NOT_THERE],
    [{ prefixlen: 14 }, POOL, `${FAILED}Insufficient prefix space to allocate subnet size /14.`],
    [
      { prefixlen: 20 },
      BETWEEN,
      '400 MinPrefixSubnetAllocationError: Unable to allocate subnet with prefix length 20, minimum allowed prefix is 24.',
    ],
    [
      { cidr: cidr('10.99.0.0/30') },
      BETWEEN,
      '400 MaxPrefixSubnetAllocationError: Unable to allocate subnet with prefix length 30, maximum allowed prefix is 28.',
    ],
    [{ prefixlen: 33 }, POOL, '400 AddrFormatError: invalid IPNetwork 0.0.0.0/33'],
    [
      { prefixlen: 33, gatewayIp: '10.0.0.1' },
      POOL,
      '400 AddrFormatError: invalid IPNetwork 10.0.0.1/33',
    ],
  ])('%o is refused', (wish, pool, words) => {
    expect(refusal(() => from(wish, pool))).toBe(words)
  })

  test('counts against the quota of the pool, in addresses of IPv4 and /64s of IPv6', () => {
    const words = '409 SubnetPoolQuotaExceeded: Per-project subnet pool prefix quota exceeded.'
    const ask = (pool: SubnetPool, wish: SubnetWish, ofOwner: Cidr[]) =>
      refusal(() => cidrFromPool(pool, wish, { taken: [], ofOwner }))
    const v4 = { ...POOL, quota: 128 }
    expect(ask(v4, { prefixlen: 25 }, [])).toBe('')
    expect(ask(v4, { prefixlen: 26 }, [cidr('10.10.0.0/26')])).toBe('')
    expect(ask(v4, { prefixlen: 26 }, [cidr('10.10.0.0/26'), cidr('10.10.1.0/32')])).toBe(words)
    // Before it is asked whether there is room.
    expect(ask(v4, { cidr: cidr('10.99.0.0/24') }, [])).toBe(words)
    const v6 = {
      ...POOL,
      version: 6 as const,
      prefixes: [cidr('fd00::/48')],
      bounds: { min: 48, max: 128, default: 64 },
      quota: 2,
    }
    expect(ask(v6, { prefixlen: 63 }, [])).toBe('')
    expect(ask(v6, { prefixlen: 64 }, [cidr('fd00::/64'), cidr('fd00:0:0:1::/64')])).toBe(words)
    expect(ask({ ...v6, quota: 0 }, { prefixlen: 48 }, [])).toBe('')
  })
})

test('subnets of a pool never overlap, lie in it, and one that goes makes room again', () => {
  const act = fc.oneof(
    fc.record({ length: fc.integer({ min: 22, max: 32 }) }),
    fc.record({ drop: fc.nat() }),
    fc.record({ at: fc.integer({ min: 0, max: 1023 }), length: fc.integer({ min: 22, max: 32 }) }),
  )
  const pool = { ...POOL, prefixes: [cidr('10.0.0.0/22'), cidr('10.0.8.0/24')] }
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let taken: Cidr[] = []
      // The model: whether each single address is free.
      const isFree = (network: Cidr) =>
        pool.prefixes.some((prefix) => isWithin(network, prefix)) &&
        !taken.some((other) => overlaps(other, network))
      for (const one of acts) {
        if ('drop' in one) {
          taken = taken.filter((_, i) => i !== one.drop % Math.max(1, taken.length))
          continue
        }
        const value = cidr('10.0.0.0/22').first + BigInt('at' in one ? one.at : 0)
        const wish =
          'at' in one
            ? { cidr: cidrAround({ version: 4, value }, one.length) }
            : { prefixlen: one.length }
        const said = refusal(() => {
          const found = cidrFromPool(pool, wish, { taken, ofOwner: [] }).cidr
          expect(isFree(found)).toBe(true)
          expect(found.prefix).toBe(one.length)
          taken = [...taken, found]
        })
        if (said === '') continue
        expect(said).toContain('SubnetAllocationError')
        if (wish.cidr !== undefined) expect(isFree(wish.cidr)).toBe(false)
        else expect(everyOf(one.length, pool.prefixes).some(isFree)).toBe(false)
      }
    }),
  )
})

/** All prefixes of that length in others. */
function everyOf(length: number, prefixes: readonly Cidr[]): Cidr[] {
  const step = 1n << BigInt(32 - length)
  return prefixes.flatMap(({ first, last }) => {
    const all: Cidr[] = []
    for (let value = first; value <= last; value += step) {
      all.push(cidrAround({ version: 4, value }, length))
    }
    return all
  })
}

describe('subnets of one network', () => {
  const AFFINITY =
    '400 NetworkSubnetPoolAffinityError: Subnets hosted on the same network must be allocated from the same subnet pool.'
  const SCOPE =
    '400 NetworkAddressScopeAffinityError: Subnets of the same address family hosted on the same network must all participate in the same address scope.'
  const pool = (id: string, addressScopeId: string | null = null) => ({ id, addressScopeId })
  const other = (subnetPoolId: string | null, network = '10.0.0.0/24') => ({
    subnetPoolId,
    cidr: cidr(network),
  })

  test.each<[string, Parameters<typeof checkPoolAffinity>, string]>([
    ['one pool', [4, pool('a'), null, [other('a')]], ''],
    ['no pool', [4, undefined, null, [other(null)]], ''],
    ['another version', [4, pool('a'), null, [other('b', 'fd00::/64')]], ''],
    ['two pools', [4, pool('b'), null, [other('a')]], AFFINITY],
    ['a pool and none', [4, pool('a'), null, [other(null)]], AFFINITY],
    ['none and a pool', [4, undefined, null, [other('a')]], AFFINITY],
    ['two pools of a scope', [4, pool('b', 's'), 's', [other('a')]], ''],
    ['a pool of another scope', [4, pool('b', 't'), 's', [other('a')]], SCOPE],
    ['no pool beside a scope', [4, undefined, 's', [other('a')]], AFFINITY],
    [
      'a delegated prefix beside a pool',
      [6, pool('prefix_delegation'), null, [other('a', 'fd00::/64')]],
      AFFINITY,
    ],
    [
      'a delegated prefix beside a scope',
      [6, pool('prefix_delegation'), 's', [other('a', 'fd00::/64')]],
      SCOPE,
    ],
    [
      'two delegated prefixes',
      [6, pool('prefix_delegation'), null, [other('prefix_delegation', '::/64')]],
      '',
    ],
  ])('%s', (_name, parameters, words) => {
    expect(refusal(() => checkPoolAffinity(...parameters))).toBe(words)
  })

  test('have the version of their pool', () => {
    expect(refusal(() => checkPoolVersion(POOL, 6))).toBe(
      '400 BadRequest: Bad subnets request: Cannot allocate IPv6 subnet from IPv4 subnet pool.',
    )
    expect(refusal(() => checkPoolVersion(POOL, 4))).toBe('')
  })
})
