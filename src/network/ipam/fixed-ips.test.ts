import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/refusal.ts'
import { subnetOfNetwork as subnet } from '../../../test/support/subnet-of-network.ts'
import { addressText } from '../../kernel/ip/address.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { isAssignable, requestsForNewPort, type AddressRequest, type FixedIp } from './fixed-ips.ts'
import type { SubnetOfNetwork } from './subnets.ts'

const A = subnet('A', '10.0.0.0/24')
const B = subnet('B', 'fd00::/64')
const C = subnet('C', 'fd01::/64', { ipv6RaMode: 'slaac', ipv6AddressMode: 'slaac' })
const ALL = [A, B, C]
const MAC = 'fa:16:3e:00:00:77'
const OWN = 'fd01::f816:3eff:fe00:77'

function shown(request: AddressRequest): string {
  if (request.kind === 'specific') return `${request.subnetId}=${addressText(request.address)}`
  return `${request.next ? 'next' : 'any'} of ${request.subnetIds.join(',')}`
}

function requests(
  fixedIps: FixedIp[] | undefined,
  { deviceOwner = '', subnets = ALL }: { deviceOwner?: string; subnets?: SubnetOfNetwork[] } = {},
): string {
  const port = { networkId: 'net', deviceOwner, mac: MAC }
  const found = requestsForNewPort(port, subnets, fixedIps, new Set(['elsewhere']))
  return found.map(shown).join('; ')
}

describe('what a new port gets where the client asks for nothing', () => {
  const A2 = subnet('A2', '10.0.1.0/24')
  const D = subnet('D', 'fd02::/64', { ipv6AddressMode: 'dhcpv6-stateless' })
  const E = subnet('E', 'fd03::/64', { ipv6RaMode: 'dhcpv6-stateful' })

  test('one address of each version, and one in each subnet where it makes its own', () => {
    expect(requests(undefined)).toBe(`C=${OWN}; any of A; any of B`)
    expect(requests(undefined, { subnets: [A, A2, C, D, B, E] })).toBe(
      `C=${OWN}; D=fd02::f816:3eff:fe00:77; any of A,A2; any of B,E`,
    )
    expect(requests(undefined, { subnets: [] })).toBe('')
  })

  test('ports of DHCP get the lowest that are free, those of routers make no address', () => {
    expect(requests(undefined, { deviceOwner: 'network:dhcp' })).toBe(
      `C=${OWN}; next of A; next of B`,
    )
    expect(requests(undefined, { deviceOwner: 'network:distributed', subnets: [A] })).toBe(
      'next of A',
    )
    for (const deviceOwner of ['network:router_interface', 'network:router_centralized_snat']) {
      expect(requests(undefined, { deviceOwner })).toBe('any of A; any of B')
    }
    expect(requests(undefined, { deviceOwner: 'network:router_gateway' })).toBe(
      `C=${OWN}; any of A; any of B`,
    )
  })
})

// As the real service answered.
describe('what the client may ask for', () => {
  test.each<[FixedIp[], string]>([
    [[], `C=${OWN}`],
    [[{ subnetId: 'A' }], `C=${OWN}; any of A`],
    [[{ subnetId: 'A' }, { subnetId: 'A' }], `C=${OWN}; any of A; any of A`],
    [[{ subnetId: 'C' }], `C=${OWN}`],
    [[{ subnetId: 'A', ipAddress: '10.0.0.1' }], `A=10.0.0.1; C=${OWN}`],
    [[{ ipAddress: '10.0.0.254' }], `A=10.0.0.254; C=${OWN}`],
    [[{ ipAddress: 'FD00::0:A' }], `B=fd00::a; C=${OWN}`],
    [[{ ipAddress: 'fd00::' }], `B=fd00::; C=${OWN}`],
    [[{ subnetId: 'A' }, { ipAddress: '10.0.0.9' }], `A=10.0.0.9; C=${OWN}; any of A`],
  ])('%j', (fixedIps, expected) => expect(requests(fixedIps)).toBe(expected))

  test('of a port of a router: an address where machines make theirs', () => {
    const router = { deviceOwner: 'network:router_interface' }
    expect(requests([{ subnetId: 'C' }], router)).toBe('any of C')
    expect(requests([{ subnetId: 'C', ipAddress: 'fd01::77' }], router)).toBe('C=fd01::77')
    const snat = { deviceOwner: 'network:router_centralized_snat' }
    expect(requests([{ subnetId: 'C' }], snat)).toBe('any of C')
    expect(refusal(() => requests([{ ipAddress: 'fd01::78' }], snat))).toContain(
      '400 AllocationOnAutoAddressSubnet',
    )
  })

  test('a prefix that is still to come makes addresses nevertheless', () => {
    const delegated = { ...C, cidr: cidr('::/64'), subnetPoolId: 'prefix_delegation' }
    expect(requests(undefined, { subnets: [delegated] })).toBe('C=::f816:3eff:fe00:77')
    expect(requests([{ subnetId: 'C', ipAddress: '::5' }], { subnets: [delegated] })).toBe(
      'C=::f816:3eff:fe00:77',
    )
  })
})

describe('what the client may not ask for', () => {
  const INVALID = '400 InvalidInput: Invalid input for operation: '
  const taken = `409 IpAddressAlreadyAllocated: IP address ${OWN} already allocated in subnet C`
  test.each<[FixedIp[], string]>([
    [[{}], `${INVALID}IP allocation requires subnet_id or ip_address.`],
    [[{ subnetId: 'nowhere' }], '404 SubnetNotFound: Subnet nowhere could not be found.'],
    [
      [{ subnetId: 'elsewhere' }],
      `${INVALID}Failed to create port on network net, because fixed_ips included invalid subnet elsewhere.`,
    ],
    [
      [{ subnetId: 'B', ipAddress: '10.0.0.9' }],
      '400 InvalidIpForSubnet: IP address 10.0.0.9 is not a valid IP for the specified subnet.',
    ],
    [
      [{ subnetId: 'A', ipAddress: '10.0.0.255' }],
      '400 InvalidIpForSubnet: IP address 10.0.0.255 is not a valid IP for the specified subnet.',
    ],
    [
      [{ ipAddress: '10.0.0.0' }],
      '400 InvalidIpForNetwork: IP address 10.0.0.0 is not a valid IP for any of the subnets on the specified network.',
    ],
    [
      [{ ipAddress: 'FD09::0:1' }],
      '400 InvalidIpForNetwork: IP address FD09::0:1 is not a valid IP for any of the subnets on the specified network.',
    ],
    [
      [{ ipAddress: 'fd01::5' }],
      '400 AllocationOnAutoAddressSubnet: IPv6 address fd01::5 cannot be directly assigned to a port on subnet C as the subnet is configured for automatic addresses',
    ],
    // The port makes it besides.
    [[{ ipAddress: OWN }], taken],
    [[{ ipAddress: OWN }, { subnetId: 'C' }], taken],
    [
      [{ ipAddress: 'fd00::33' }, { ipAddress: 'FD00::33' }],
      '409 IpAddressAlreadyAllocated: IP address fd00::33 already allocated in subnet B',
    ],
  ])('%j', (fixedIps, words) => expect(refusal(() => requests(fixedIps))).toBe(words))

  test('anything, where the network has no subnets for the port', () => {
    expect(refusal(() => requests([{ subnetId: 'A' }], { subnets: [] }))).toBe(
      `${INVALID}IP allocation requires subnets for network.`,
    )
  })
})

describe('addresses that a port may have', () => {
  test.each<[string, string, string, boolean]>([
    ['10.0.0.0/30', '10.0.0.0', '', false],
    ['10.0.0.0/30', '10.0.0.1', '', true],
    ['10.0.0.0/30', '10.0.0.3', '', false],
    ['10.0.0.0/30', '10.0.0.4', '', false],
    ['10.0.0.0/31', '10.0.0.0', '', false],
    ['10.0.0.0/31', '10.0.0.1', '', true],
    ['10.0.0.0/32', '10.0.0.0', '', false],
    ['fd00::/64', 'fd00::', '', true],
    ['fd00::/64', 'fd00::', 'network:router_gateway', true],
    ['fd00::/64', 'fd00::', 'compute:nova', false],
    ['fd00::/64', 'fd00::ffff:ffff:ffff:ffff', 'compute:nova', true],
    ['::/64', '10.0.0.1', '', false],
  ])('%s %s %s %s', (network, wanted, owner, expected) => {
    expect(isAssignable(cidr(network), wanted, owner)).toBe(expected)
  })
})
