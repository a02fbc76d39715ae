/** Which rules of security groups are the same: a model that compares them member by member. */
import fc from 'fast-check'
import type { LetThrough } from '../../src/network/security-group-rules/security-group-rules.ts'

/** Ways to write a protocol, those of one line the same, and whether they are for IPv6 alone. */
const PROTOCOLS: readonly (readonly [ways: readonly (string | null)[], ipv6?: true])[] = [
  [[null]],
  [['tcp', '6']],
  [['udp', '17']],
  [['icmp', '1']],
  [['ipv6-icmp', '58'], true],
  [['ip', '0']],
  [['hopopt']],
  [['112', 'vrrp']],
  [['200']],
  [['ipv6-frag', '44'], true],
]
/** ICMP of IPv6 has these names too. */
const LEGACY = ['icmp', 'icmpv6', '1']
const PORTED = ['tcp', '6', 'udp', '17']

const prefixes = {
  IPv4: [null, '0.0.0.0/0', '10.0.0.0/8', '10.1.2.3/8', '10.1.2.3/32'],
  IPv6: [null, '::/0', 'fd00::/64', 'fd00::1/64'],
}

/** What stands for two groups in rules that name one. */
export const GROUPS = ['a', 'b'] as const

export const RULES: fc.Arbitrary<LetThrough> = fc
  .constantFrom('IPv4' as const, 'IPv6' as const)
  .chain((ethertype) => {
    const ways = PROTOCOLS.filter(([, ipv6]) => ethertype === 'IPv6' || !ipv6)
      .flatMap(([names]) => names)
      .concat(ethertype === 'IPv6' ? LEGACY : [])
    return fc.record({
      ethertype: fc.constant(ethertype),
      direction: fc.constantFrom('ingress', 'egress'),
      protocol: fc.constantFrom(...ways),
      ports: fc.constantFrom(
        ...([
          [null, null],
          [1, 65_535],
          [22, 22],
          [22, 23],
        ] as const),
      ),
      remote: fc.oneof(
        fc.constantFrom(...prefixes[ethertype]).map((remote_ip_prefix) => ({ remote_ip_prefix })),
        fc.constantFrom(...GROUPS).map((remote_group_id) => ({ remote_group_id })),
        fc.constantFrom(...GROUPS).map((remote_address_group_id) => ({ remote_address_group_id })),
      ),
    })
  })
  .map(({ ports, remote, ...rule }) => {
    const [port_range_min, port_range_max] = PORTED.includes(rule.protocol ?? '')
      ? ports
      : [null, null]
    const none = { remote_ip_prefix: null, remote_group_id: null, remote_address_group_id: null }
    return { ...rule, port_range_min, port_range_max, ...none, ...remote }
  })

export function isSame(one: LetThrough, other: LetThrough): boolean {
  return (
    one.direction === other.direction &&
    one.ethertype === other.ethertype &&
    isSameProtocol(one, other) &&
    portsOf(one) === portsOf(other) &&
    prefixOf(one) === prefixOf(other) &&
    one.remote_group_id === other.remote_group_id &&
    one.remote_address_group_id === other.remote_address_group_id
  )
}

function isSameProtocol(one: LetThrough, other: LetThrough): boolean {
  const meant = ({ ethertype, protocol }: LetThrough) =>
    ethertype === 'IPv6' && LEGACY.includes(protocol ?? '') ? 'ipv6-icmp' : protocol
  return PROTOCOLS.some(([ways]) => ways.includes(meant(one)) && ways.includes(meant(other)))
}

function portsOf({ port_range_min: min, port_range_max: max }: LetThrough): string {
  return min === 1 && max === 65_535 ? 'null null' : `${min} ${max}`
}

function prefixOf({ remote_ip_prefix: prefix }: LetThrough): string {
  return prefix === null || prefix.endsWith('/0') ? 'any' : prefix
}
