import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/refusal.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { checkCidrInNetwork, sourceOf, type SourceRequest } from './new-subnets.ts'
import {
  checkDelegated,
  checkNewSubnet,
  checkSubnetChange,
  type NewSubnet,
} from './subnet-rules.ts'

const LIMITS = { maxDnsNameservers: 5, maxSubnetHostRoutes: 20 }
const INVALID = '400 InvalidInput: Invalid input for operation: '

function subnet(network: string | undefined, more: Partial<NewSubnet> = {}): NewSubnet {
  const parsed = network === undefined ? undefined : cidr(network)
  return { ipVersion: parsed?.version ?? 4, cidr: parsed, enableDhcp: true, ...more }
}

const SLAAC = { ipv6RaMode: 'slaac', ipv6AddressMode: 'slaac' }
const TOO_LONG = 'Subnet has a prefix length that is incompatible with DHCP service enabled.'
const NOT_OF_NETWORK = 'Gateway is not valid on subnet.'

// As the real service answered.
describe('a new subnet is refused', () => {
  test.each<[string | undefined, Partial<NewSubnet>, string]>([
    ['10.32.20.0/24', { ipVersion: 6 }, "cidr '10.32.20.0/24' does not match the ip_version '6'."],
    ['::/64', {}, "IPv6 subnet '::' is not supported."],
    ['::/0', { enableDhcp: false }, "IPv6 subnet '::' is not supported."],
    ['10.0.0.0/31', {}, TOO_LONG],
    ['10.0.0.0/32', {}, TOO_LONG],
    ['fd00::/127', {}, TOO_LONG],
    ['::1/128', {}, TOO_LONG],
    ['224.0.0.0/16', {}, 'Multicast IP subnet is not supported if enable_dhcp is True.'],
    ['ff05::/64', {}, 'Multicast IP subnet is not supported if enable_dhcp is True.'],
    ['127.0.0.0/8', {}, 'Loopback IP subnet is not supported if enable_dhcp is True.'],
    ['0.0.0.0/0', {}, "First IP '0.0.0.0' of network is not supported if enable_dhcp is True.."],
    ['10.0.0.0/24', { gatewayIp: '10.0.0.0' }, NOT_OF_NETWORK],
    ['10.0.0.0/24', { gatewayIp: '10.0.0.255' }, NOT_OF_NETWORK],
    [
      '10.0.0.0/24',
      { gatewayIp: 'fe80::1' },
      "gateway_ip 'fe80::1' does not match the ip_version '4'.",
    ],
    [
      undefined,
      { gatewayIp: 'fd00::1' },
      "gateway_ip 'fd00::1' does not match the ip_version '4'.",
    ],
    [
      '10.0.0.0/24',
      { dnsNameservers: ['8.8.8.8', '2001:db8::1'] },
      "dns_nameserver '2001:db8::1' does not match the ip_version '4'.",
    ],
    [
      '10.0.0.0/24',
      { hostRoutes: [{ destination: 'fd00::/64', nexthop: '10.0.0.9' }] },
      "destination 'fd00::/64' does not match the ip_version '4'.",
    ],
    [
      '10.0.0.0/24',
      { hostRoutes: [{ destination: 'fd00::/64', nexthop: 'fd00::1' }] },
      "nexthop 'fd00::1' does not match the ip_version '4'.",
    ],
    ['10.0.0.0/24', SLAAC, 'ipv6_ra_mode is not valid when ip_version is 4.'],
    [
      '10.0.0.0/24',
      { ipv6AddressMode: 'slaac' },
      'ipv6_address_mode is not valid when ip_version is 4.',
    ],
    [
      'fd00::/64',
      { ipv6RaMode: 'slaac', enableDhcp: false },
      'ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False.',
    ],
    [
      'fd00::/64',
      { ipv6RaMode: 'slaac', ipv6AddressMode: 'dhcpv6-stateful' },
      "ipv6_ra_mode set to 'slaac' with ipv6_address_mode set to 'dhcpv6-stateful' is not valid. " +
        'If both attributes are set, they must be the same value.',
    ],
    [
      'fd32:1::/80',
      SLAAC,
      'Invalid CIDR fd32:1::/80 for IPv6 address mode. OpenStack uses the EUI-64 address format, ' +
        'which requires the prefix to be /64.',
    ],
    [
      'fd00::/80',
      { ipv6AddressMode: 'dhcpv6-stateless' },
      'Invalid CIDR fd00::/80 for IPv6 address mode. OpenStack uses the EUI-64 address format, ' +
        'which requires the prefix to be /64.',
    ],
  ])('%s %j', (network, more, words) => {
    expect(refusal(() => checkNewSubnet(subnet(network, more), LIMITS))).toBe(INVALID + words)
  })

  test('with more servers and routes than a subnet may have', () => {
    const dnsNameservers = Array.from({ length: 6 }, (_, i) => `8.8.8.${i}`)
    expect(refusal(() => checkNewSubnet(subnet('10.0.0.0/24', { dnsNameservers }), LIMITS))).toBe(
      '400 DNSNameServersExhausted: Unable to complete operation for new subnet. The number of DNS nameservers exceeds the limit 5.',
    )
    const hostRoutes = Array.from({ length: 21 }, (_, i) => ({
      destination: `10.${i}.0.0/16`,
      nexthop: '10.0.0.9',
    }))
    expect(refusal(() => checkNewSubnet(subnet('10.0.0.0/24', { hostRoutes }), LIMITS))).toBe(
      '400 HostRoutesExhausted: Unable to complete operation for new subnet. The number of host routes exceeds the limit 20.',
    )
  })
})

describe('a new subnet may be', () => {
  test.each<[string | undefined, Partial<NewSubnet>]>([
    ['10.0.0.0/30', {}],
    ['10.0.0.0/31', { enableDhcp: false, gatewayIp: null }],
    ['239.0.0.0/24', { enableDhcp: false }],
    ['0.0.0.0/8', { enableDhcp: false }],
    ['169.254.0.0/16', {}],
    ['10.0.0.0/24', { gatewayIp: '10.9.9.9' }],
    ['fd00::/126', {}],
    ['fd00::/64', { gatewayIp: 'fd00::' }],
    ['fd00::/64', { gatewayIp: 'fd00::ffff:ffff:ffff:ffff' }],
    ['fd00::/64', SLAAC],
    ['fd00::/64', { ipv6RaMode: 'slaac' }],
    [
      'fd00::/80',
      {
        ipv6RaMode: 'dhcpv6-stateful',
        ipv6AddressMode: 'dhcpv6-stateful',
      },
    ],
    [undefined, { ipVersion: 6, ...SLAAC }],
    ['::/64', { delegated: true }],
  ])('%s %j', (network, more) => {
    expect(refusal(() => checkNewSubnet(subnet(network, more), LIMITS))).toBe('')
  })
})

describe('a change of a subnet', () => {
  const v4 = { id: 'an-id', cidr: cidr('10.0.0.0/24'), enableDhcp: false }
  const v6 = { id: 'an-id', cidr: cidr('fd00::/64'), enableDhcp: true, ipv6RaMode: 'slaac' }

  test('keeps to what a new one must keep to', () => {
    const change = (more: object) => refusal(() => checkSubnetChange(more, v4, LIMITS))
    expect(change({ gatewayIp: '10.0.0.255' })).toBe(INVALID + NOT_OF_NETWORK)
    expect(change({ gatewayIp: null })).toBe('')
    expect(change({ dnsNameservers: Array.from({ length: 6 }, () => '8.8.8.8') })).toBe(
      '400 DNSNameServersExhausted: Unable to complete operation for an-id. The number of DNS nameservers exceeds the limit 5.',
    )
  })

  test('turns DHCP on only where it could be on, and not off where machines need it', () => {
    const small = { ...v4, cidr: cidr('10.0.0.0/31') }
    expect(refusal(() => checkSubnetChange({ enableDhcp: true }, small, LIMITS))).toBe(
      INVALID + TOO_LONG,
    )
    const on = { ...small, enableDhcp: true }
    expect(refusal(() => checkSubnetChange({ enableDhcp: true }, on, LIMITS))).toBe('')
    expect(refusal(() => checkSubnetChange({ enableDhcp: false }, v6, LIMITS))).toBe(
      `${INVALID}Cannot disable enable_dhcp with ipv6 attributes set.`,
    )
    expect(refusal(() => checkSubnetChange({ enableDhcp: false }, on, LIMITS))).toBe('')
  })
})

test('a delegated prefix is for machines that make their addresses', () => {
  const check = (more: Partial<NewSubnet>) => refusal(() => checkDelegated(subnet(undefined, more)))
  const bad = '400 BadRequest: Bad subnets request: '
  expect(check({})).toBe(`${bad}Prefix Delegation can only be used with IPv6 subnets..`)
  expect(check({ ipVersion: 6 })).toBe(
    `${bad}IPv6 RA Mode must be SLAAC or Stateless for Prefix Delegation..`,
  )
  expect(check({ ipVersion: 6, ipv6RaMode: 'slaac' })).toBe(
    `${bad}IPv6 Address Mode must be SLAAC or Stateless for Prefix Delegation..`,
  )
  expect(check({ ipVersion: 6, ...SLAAC })).toBe('')
})

describe('where a cidr comes from', () => {
  const base: SourceRequest = {
    cidr: undefined,
    prefixlen: undefined,
    ipVersion: 4,
    subnetPoolId: undefined,
    useDefaultSubnetPool: undefined,
    namesPools: false,
  }
  const given = cidr('10.0.0.0/24')

  test.each<[Partial<SourceRequest>, object]>([
    [{ cidr: given }, { kind: 'cidr', cidr: given, delegated: false }],
    [
      { cidr: given, subnetPoolId: null },
      { kind: 'cidr', cidr: given, delegated: false },
    ],
    [
      { cidr: given, subnetPoolId: 'a', namesPools: true },
      { kind: 'pool', id: 'a' },
    ],
    [
      { prefixlen: 26, subnetPoolId: 'a' },
      { kind: 'pool', id: 'a' },
    ],
    [
      { useDefaultSubnetPool: true, ipVersion: 6 },
      { kind: 'default pool', version: 6 },
    ],
    [
      { useDefaultSubnetPool: true, ipVersion: 6, cidr: given },
      { kind: 'default pool', version: 4 },
    ],
    [{ subnetPoolId: 'prefix_delegation' }, { kind: 'delegated' }],
    [
      { subnetPoolId: 'prefix_delegation', cidr: given },
      { kind: 'cidr', cidr: given, delegated: true },
    ],
  ])('%o', (request, source) => expect(sourceOf({ ...base, ...request })).toEqual(source))

  test.each<[Partial<SourceRequest>, string]>([
    [{}, 'a subnetpool must be specified in the absence of a cidr.'],
    [{ prefixlen: 26 }, 'a subnetpool must be specified in the absence of a cidr.'],
    [{ cidr: given, prefixlen: 26 }, 'cidr and prefixlen must not be supplied together.'],
    [
      { subnetPoolId: 'a', useDefaultSubnetPool: true },
      'subnetpool_id and use_default_subnetpool cannot both be specified.',
    ],
    [
      { subnetPoolId: 'a', namesPools: true },
      'allocation_pools allowed only for specific subnet requests..',
    ],
  ])('%o is refused', (request, words) => {
    expect(refusal(() => sourceOf({ ...base, ...request }))).toBe(
      `400 BadRequest: Bad subnets request: ${words}`,
    )
  })
})

test('no two subnets of a network overlap, but for those whose prefix is still to come', () => {
  const others = ['10.0.1.0/24', 'fd00::/64', '::/64'].map(cidr)
  const check = (network: string) => refusal(() => checkCidrInNetwork(cidr(network), 'net', others))
  const overlapping = (network: string) =>
    `${INVALID}Requested subnet with cidr: ${network} for network: net overlaps with another subnet.`
  for (const network of ['10.0.1.0/24', '10.0.1.128/25', '10.0.0.0/16', 'fd00::/48']) {
    expect(check(network)).toBe(overlapping(network))
  }
  for (const network of ['10.0.0.0/24', '10.0.2.0/23', 'fd00:0:0:1::/64', '::/64']) {
    expect(check(network)).toBe('')
  }
  expect(check('0.0.0.0/0')).toBe(`${INVALID}0 is not allowed as CIDR prefix length.`)
})
