import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/refusal.ts'
import { subnetOfNetwork as subnet } from '../../../test/support/subnet-of-network.ts'
import { address, addressText } from '../../kernel/ip/address.ts'
import {
  changedIps,
  checkRouterKeepsIpv4,
  requestsForChange,
  type PortChange,
} from './changed-ips.ts'
import type { AddressOfPort, FixedIp } from './fixed-ips.ts'

const A = subnet('A', '10.0.0.0/24')
const B = subnet('B', 'fd00::/64')
const C = subnet('C', 'fd01::/64', { ipv6RaMode: 'slaac', ipv6AddressMode: 'slaac' })
const OLD = 'fa:16:3e:00:00:99'
const NEW = 'fa:16:3e:00:00:9a'
const OWN = 'C=fd01::f816:3eff:fe00:99'
const OWN_ANEW = 'C=fd01::f816:3eff:fe00:9a'

function has(text: string): AddressOfPort[] {
  return text.split(' ').map((one) => {
    const [subnetId = '', ip = ''] = one.split('=')
    return { subnetId, address: address(ip) }
  })
}

function texts(addresses: readonly AddressOfPort[]): string {
  return addresses.map((one) => `${one.subnetId}=${addressText(one.address)}`).join(' ')
}

function change(
  had: string,
  fixedIps: readonly FixedIp[] | undefined,
  more: { newMac?: string; deviceOwner?: string } = {},
): PortChange {
  const { newMac, deviceOwner = '' } = more
  const port = { networkId: 'net', deviceOwner, mac: OLD }
  return { port, has: has(had), ofNetwork: [A, B, C], fixedIps, newMac }
}

/** `kept / removed / asked for`. */
function result(of: PortChange): string {
  const changes = changedIps(of)
  if (changes === undefined) return 'nothing'
  const asked = requestsForChange(of, changes, of.ofNetwork, new Set())
  const added = asked.map((one) =>
    one.kind === 'any' ? `any of ${one.subnetIds.join(',')}` : texts([one]),
  )
  return [texts(changes.keep), texts(changes.remove), added.join(', ')].join(' / ')
}

const THREE = `A=10.0.0.40 A=10.0.0.41 B=fd00::40 ${OWN}`

// As the real service did.
describe('addresses of a port that the client changes', () => {
  test.each<[string, string, FixedIp[], string]>([
    [
      'the last one stays',
      THREE,
      [{ subnetId: 'A' }],
      `A=10.0.0.41 ${OWN} / A=10.0.0.40 B=fd00::40 / `,
    ],
    [
      'one more',
      `A=10.0.0.41 ${OWN}`,
      [{ subnetId: 'A' }, { subnetId: 'A' }],
      `A=10.0.0.41 ${OWN} /  / any of A`,
    ],
    [
      'one anew, and the last that was there',
      `A=10.0.0.128 A=10.0.0.41 ${OWN}`,
      [{ subnetId: 'A' }, { ipAddress: '10.0.0.40' }],
      `A=10.0.0.41 ${OWN} / A=10.0.0.128 / A=10.0.0.40`,
    ],
    [
      'an address that is there stays, whatever subnet is named with it',
      `A=10.0.0.40 A=10.0.0.41 ${OWN}`,
      [{ subnetId: 'B', ipAddress: '10.0.0.40' }],
      `A=10.0.0.40 ${OWN} / A=10.0.0.41 / `,
    ],
    [
      'an address is the same in any notation',
      'B=fd00::40',
      [{ ipAddress: 'FD00::0:40' }],
      `B=fd00::40 /  / ${OWN}`,
    ],
    [
      'what it makes itself stays',
      `A=10.0.0.40 ${OWN}`,
      [{ subnetId: 'C' }],
      `${OWN} / A=10.0.0.40 / `,
    ],
    ['none', `A=10.0.0.40 ${OWN}`, [], `${OWN} / A=10.0.0.40 / `],
    [
      'what it could make itself is made',
      'A=10.0.0.40',
      [{ subnetId: 'A' }],
      `A=10.0.0.40 /  / ${OWN}`,
    ],
    [
      'an address that looks made is given anew where others are given',
      'B=fd00::f816:3eff:fe00:99',
      [{ subnetId: 'B' }],
      ` / B=fd00::f816:3eff:fe00:99 / ${OWN}, any of B`,
    ],
  ])('%s', (_name, had, fixedIps, expected) => {
    expect(result(change(had, fixedIps))).toBe(expected)
  })

  test('a port of a router loses every address that is not named', () => {
    const router = { deviceOwner: 'network:router_interface' }
    expect(result(change(`A=10.0.0.1 ${OWN}`, [{ subnetId: 'A' }], router))).toBe(
      `A=10.0.0.1 / ${OWN} / `,
    )
  })

  test('without a word of addresses they stay', () => {
    expect(result(change(THREE, undefined))).toBe('nothing')
    expect(result(change(THREE, undefined, { newMac: OLD }))).toBe('nothing')
    expect(result(change('A=10.0.0.40', undefined, { newMac: NEW }))).toBe('nothing')
  })

  test('an entry that names nothing is refused', () => {
    expect(refusal(() => result(change(THREE, [{}])))).toBe(
      '400 InvalidInput: Invalid input for operation: IP allocation requires subnet_id or ip_address.',
    )
  })
})

describe('a new hardware address', () => {
  test.each<[string, string, FixedIp[] | undefined, string]>([
    [
      'makes its addresses anew',
      THREE,
      undefined,
      `A=10.0.0.40 A=10.0.0.41 B=fd00::40 / ${OWN} / ${OWN_ANEW}`,
    ],
    ['with one more', OWN, [{ ipAddress: '10.0.0.44' }], ` / ${OWN} / A=10.0.0.44, ${OWN_ANEW}`],
    ['with a subnet', OWN, [{ subnetId: 'A' }], ` / ${OWN} / ${OWN_ANEW}, any of A`],
    [
      'which the client may spell out',
      OWN,
      [{ subnetId: 'C', ipAddress: 'fd01::f816:3eff:fe00:9a' }],
      ` / ${OWN} / ${OWN_ANEW}`,
    ],
    [
      'though he sends the old one',
      OWN,
      [{ ipAddress: 'fd01::f816:3eff:fe00:99' }],
      ` / ${OWN} / ${OWN_ANEW}`,
    ],
    ['though he wants none', OWN, [], ` / ${OWN} / ${OWN_ANEW}`],
  ])('%s', (_name, had, fixedIps, expected) => {
    expect(result(change(had, fixedIps, { newMac: NEW }))).toBe(expected)
  })
})

test('addresses of IPv4 of a port of a router are not changed at the port', () => {
  const check = (had: string, fixedIps: FixedIp[], deviceOwner = 'network:router_interface') =>
    refusal(() => {
      const of = change(had, fixedIps, { deviceOwner })
      checkRouterKeepsIpv4('port', of, changedIps(of)!)
    })
  const words = '400 BadRequest: Bad ports request: IP updates for port port are not allowed.'
  expect(check('A=10.0.0.1', [{ ipAddress: '10.0.0.77' }])).toBe(words)
  expect(check('A=10.0.0.1', [])).toBe(words)
  expect(check('B=fd00::', [{ ipAddress: 'fd00::' }, { subnetId: 'A' }])).toBe(words)
  expect(check('A=10.0.0.1', [], 'network:router_ha_interface')).toBe(words)
  expect(check('A=10.0.0.1', [{ subnetId: 'A' }])).toBe('')
  expect(check('A=10.0.0.1 B=fd00::', [{ subnetId: 'A' }])).toBe('')
  expect(check('A=10.0.0.1', [], 'network:router_gateway')).toBe('')
  expect(check('A=10.0.0.1', [], 'compute:nova')).toBe('')
})

test('what a port had either stays or goes, and what was named is there afterwards', () => {
  const host = fc.integer({ min: 1, max: 20 })
  const entry: fc.Arbitrary<FixedIp> = fc.oneof(
    fc.constantFrom({ subnetId: 'A' }, { subnetId: 'B' }, { subnetId: 'C' }),
    host.map((n) => ({ ipAddress: `10.0.0.${n}` })),
    host.map((n) => ({ subnetId: 'B', ipAddress: `fd00::${n}` })),
  )
  const had = fc.uniqueArray(
    fc.oneof(
      host.map((n) => `A=10.0.0.${n}`),
      host.map((n) => `B=fd00::${n}`),
      fc.constant(OWN),
    ),
    { minLength: 1, maxLength: 6 },
  )
  const wanted = fc
    .array(entry, { maxLength: 6 })
    .map((all) => all.filter((one, i) => !all.slice(0, i).some((other) => isSame(one, other))))
  fc.assert(
    fc.property(had, wanted, (before, fixedIps) => {
      const of = change(before.join(' '), fixedIps)
      const { keep, remove, add } = changedIps(of)!
      expect(
        [...texts(keep).split(' '), ...texts(remove).split(' ')].filter(Boolean).toSorted(),
      ).toEqual(before.toSorted())
      const kept = new Set(keep.map((one) => addressText(one.address)))
      for (const { ipAddress } of fixedIps) {
        if (ipAddress === undefined) continue
        const isAdded = add.some((one) => one.ipAddress === ipAddress)
        expect(kept.has(ipAddress) !== isAdded).toBe(true)
      }
      const named = fixedIps.filter(({ ipAddress }) => ipAddress !== undefined).length
      const inSubnet = (id: string) =>
        keep.filter((one) => one.subnetId === id).length +
        add.filter((one) => one.subnetId === id).length
      const asked = fixedIps.filter(
        ({ subnetId, ipAddress }) => subnetId === 'A' && !ipAddress,
      ).length
      expect(inSubnet('A')).toBeGreaterThanOrEqual(asked)
      expect(keep.length + add.length).toBeGreaterThanOrEqual(named)
      if (before.includes(OWN)) expect(kept.has('fd01::f816:3eff:fe00:99')).toBe(true)
    }),
  )
})

function isSame(one: FixedIp, other: FixedIp): boolean {
  return one.ipAddress !== undefined && one.ipAddress === other.ipAddress
}
