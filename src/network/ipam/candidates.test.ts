import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/refusal.ts'
import { subnetOfNetwork as subnet } from '../../../test/support/subnet-of-network.ts'
import { address } from '../../kernel/ip/address.ts'
import { candidates, checkHostFits } from './candidates.ts'
import type { FixedIp } from './fixed-ips.ts'
import type { SubnetOfNetwork } from './subnets.ts'

interface Asked {
  deviceOwner?: string
  host?: string
  fixedIps?: FixedIp[]
  reachable?: string[]
}

function served(subnets: SubnetOfNetwork[], asked: Asked = {}): string {
  const { deviceOwner = '', host = '', fixedIps, reachable = [] } = asked
  const port = { networkId: 'net', deviceOwner, host }
  const found = candidates(subnets, port, fixedIps, new Set(reachable))
  return found === 'deferred' ? found : found.map(({ id }) => id).join(' ')
}

describe('kinds of ports', () => {
  const compute = subnet('compute', '10.0.0.0/24', { serviceTypes: ['compute:nova'] })
  const all = subnet('all', '10.0.1.0/24')
  const noMatch = (owner: string) =>
    `409 IpAddressGenerationFailureNoMatchingSubnet: No valid service subnet for the given device owner, network net, service type ${owner}.`

  test('a subnet made for them comes first, whatever its age', () => {
    expect(served([all, compute], { deviceOwner: 'compute:nova' })).toBe('compute all')
    expect(served([all, compute])).toBe('all')
    expect(served([all, compute], { deviceOwner: 'compute:other' })).toBe('all')
  })

  test('where all subnets are for others a port is refused, though it wants no address', () => {
    expect(refusal(() => served([compute]))).toBe(noMatch(''))
    expect(refusal(() => served([compute], { fixedIps: [] }))).toBe(noMatch(''))
    expect(refusal(() => served([compute], { fixedIps: [{ subnetId: 'compute' }] }))).toBe(
      noMatch(''),
    )
    expect(refusal(() => served([compute], { deviceOwner: 'network:floatingip' }))).toBe(
      noMatch('network:floatingip'),
    )
  })

  test('a port of DHCP is on every subnet that it serves', () => {
    expect(served([compute], { deviceOwner: 'network:dhcp' })).toBe('compute')
    const off = { ...compute, enableDhcp: false }
    expect(refusal(() => served([off], { deviceOwner: 'network:dhcp' }))).toBe(
      noMatch('network:dhcp'),
    )
  })

  test('a network without subnets serves nobody, and that is fine', () => {
    expect(served([])).toBe('')
    expect(served([], { host: 'h1', deviceOwner: 'compute:nova' })).toBe('')
  })
})

describe('segments', () => {
  const a = subnet('a', '10.0.0.0/24', { segmentId: 's1' })
  const b = subnet('b', '10.0.1.0/24', { segmentId: 's2' })
  const b6 = subnet('b6', 'fd00::/64', { segmentId: 's2' })
  const everywhere = subnet('everywhere', '10.0.9.0/24')

  test('a port gets addresses where its host is', () => {
    expect(served([a, b, b6], { host: 'h1', reachable: ['s2'] })).toBe('b b6')
    expect(served([everywhere], { host: 'h1' })).toBe('everywhere')
    expect(refusal(() => served([a, b], { host: 'h1' }))).toBe(
      "409 HostNotConnectedToAnySegment: Host h1 is not connected to any segments on routed provider network 'net'.  It should be connected to one.",
    )
  })

  test('without a host, addresses wait for it', () => {
    expect(served([a, b])).toBe('deferred')
    expect(served([everywhere])).toBe('everywhere')
  })

  test('without a host, what the client names must be on one segment', () => {
    expect(served([a, b, b6], { fixedIps: [{ subnetId: 'b' }] })).toBe('b b6')
    expect(served([a, b, b6], { fixedIps: [{ ipAddress: '10.0.0.9' }] })).toBe('a')
    expect(served([a, b, b6], { fixedIps: [{ subnetId: 'b' }, { ipAddress: 'fd00::9' }] })).toBe(
      'b b6',
    )
    expect(served([a, b], { fixedIps: [] })).toBe('deferred')
    const apart = [{ subnetId: 'a' }, { subnetId: 'b' }]
    expect(refusal(() => served([a, b], { fixedIps: apart }))).toBe(
      '400 FixedIpsSubnetsNotOnSameSegment: Cannot allocate addresses from different segments.',
    )
    expect(served([a, b], { fixedIps: apart, deviceOwner: 'network:distributed' })).toBe('a b')
  })

  test('what is not there is left to be refused by what looks at each address', () => {
    expect(served([a, b], { fixedIps: [{ subnetId: 'x' }] })).toBe('a b')
    expect(served([a, b], { fixedIps: [{ ipAddress: '10.9.9.9' }] })).toBe('a b')
  })

  test('a port that gets a host keeps its addresses only where they work', () => {
    const has = [{ subnetId: 'a', address: address('10.0.0.9') }]
    expect(refusal(() => checkHostFits('port', 'h1', has, [a, b]))).toBe('')
    expect(refusal(() => checkHostFits('port', 'h1', has, [b]))).toBe(
      '409 HostNotCompatibleWithFixedIps: Host h1 is not connected to a segment where the existing fixed_ips on port port will function given the routed network topology.',
    )
  })
})
