/** Rules of groups and of templates. Source: openstack/neutron neutron/db/securitygroups_db.py. */
import type { Item, Posted } from '../../kernel/attributes/table.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { parseNetwork } from '../../kernel/ip/cidr.ts'
import { NUMBERS } from './protocols.ts'
import { canonicalPorts, requirePorts } from './rules-of-ports.ts'
import type { Ethertype } from './rule-values.ts'
import type { SECURITY_GROUP_RULES } from './security-group-rules.table.ts'

type Attributes = NonNullable<(typeof SECURITY_GROUP_RULES)['declared']>
export type SecurityGroupRule = Item<Attributes>
export type PostedRule = Posted<Attributes>

/** What a rule lets through. */
export interface LetThrough {
  readonly direction: string
  readonly ethertype: Ethertype
  readonly protocol: string | null
  readonly port_range_min: number | null
  readonly port_range_max: number | null
  readonly remote_ip_prefix: string | null
  readonly remote_group_id: string | null
  readonly remote_address_group_id: string | null
}

export function ruleNotFound(id: string): Fault {
  return notFound(`Security group rule ${id} does not exist`, { type: 'SecurityGroupRuleNotFound' })
}

/**
 * The rule as it is kept: ICMP of IPv6 under its own name, all ports as none.
 * @throws Fault 400 where its members do not go together
 */
export function canonicalRule<R extends LetThrough>(sent: R): R {
  const rule = canonicalPorts({ ...sent, protocol: protocolOf(sent) })
  requirePorts(rule)
  requireVersion(rule)
  requireEthertype(rule)
  requireOneRemote(rule)
  return rule
}

const LEGACY_ICMP = ['icmp', 'icmpv6']

function protocolOf({ protocol, ethertype }: LetThrough): string | null {
  if (ethertype !== 'IPv6' || protocol === null) return protocol
  if (LEGACY_ICMP.includes(protocol)) return 'ipv6-icmp'
  return protocol === String(NUMBERS['icmp']) ? String(NUMBERS['ipv6-icmp']) : protocol
}

function requireVersion({ ethertype, remote_ip_prefix: prefix }: LetThrough): void {
  if (prefix === null || ethertype === `IPv${parseNetwork(prefix)?.address.version}`) return
  throw badRequest(`Conflicting value ethertype ${ethertype} for CIDR ${prefix}`, {
    type: 'SecurityGroupRuleParameterConflict',
  })
}

const OF_IPV6 = [
  'ipv6-encap',
  'ipv6-frag',
  'ipv6-icmp',
  'icmpv6',
  'ipv6-nonxt',
  'ipv6-opts',
  'ipv6-route',
]
const ONLY_IPV6 = new Set(OF_IPV6.flatMap((name) => [name, String(NUMBERS[name])]))

function requireEthertype({ ethertype, protocol }: LetThrough): void {
  if (ethertype !== 'IPv4' || protocol === null || !ONLY_IPV6.has(protocol)) return
  throw badRequest(`Invalid ethertype ${ethertype} for protocol ${protocol}.`, {
    type: 'SecurityGroupEthertypeConflictWithProtocol',
  })
}

function requireOneRemote(rule: LetThrough): void {
  const remotes = [rule.remote_ip_prefix, rule.remote_group_id, rule.remote_address_group_id]
  if (remotes.filter((one) => one !== null).length < 2) return
  throw badRequest(
    'Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.',
    { type: 'SecurityGroupMultipleRemoteEntites' },
  )
}

/** Rules of one group that let the same through have equal keys, whatever their descriptions. */
export function ruleKey(rule: LetThrough): string {
  return JSON.stringify([
    rule.direction,
    rule.ethertype,
    rule.protocol === null ? null : nameOf(rule.protocol),
    rule.port_range_min,
    rule.port_range_max,
    isEverywhere(rule.remote_ip_prefix) ? null : rule.remote_ip_prefix,
    rule.remote_group_id,
    rule.remote_address_group_id,
  ])
}

/** By number: the last name that has it, which `ip` is and `hopopt` is not. */
const NAMES = new Map(
  Object.entries(NUMBERS)
    .filter(([name]) => name !== 'icmpv6')
    .map(([name, number]) => [String(number), name]),
)

function nameOf(protocol: string): string {
  return NAMES.get(protocol) ?? protocol
}

function isEverywhere(prefix: string | null): boolean {
  return prefix === '0.0.0.0/0' || prefix === '::/0'
}

/** The first of the rules that lets the same through as another of them or of those that are there. */
export function refuseRepeated(
  rules: readonly LetThrough[],
  there: readonly (LetThrough & { readonly id: string })[],
  refusal: { readonly inRequest: () => Fault; readonly exists: (id: string) => Fault },
): void {
  const keys = new Set(rules.map(ruleKey))
  if (keys.size < rules.length) throw refusal.inRequest()
  const same = there.find((rule) => keys.has(ruleKey(rule)))
  if (same !== undefined) throw refusal.exists(same.id)
}

export const REPEATED = {
  inRequest: () =>
    conflict('Duplicate Security Group Rule in POST.', {
      type: 'DuplicateSecurityGroupRuleInPost',
    }),
  exists: (id: string) =>
    conflict(`Security group rule already exists. Rule id is ${id}.`, {
      type: 'SecurityGroupRuleExists',
    }),
}

/** All are for one group, and of one project. @throws Fault 400 */
export function requireOneGroup(rules: readonly PostedRule[]): void {
  if (new Set(rules.map((rule) => rule.security_group_id)).size > 1) {
    throw badRequest('Only allowed to update rules for one security profile at a time', {
      type: 'SecurityGroupNotSingleGroupRules',
    })
  }
  if (new Set(rules.map((rule) => rule.project_id)).size > 1) {
    throw badRequest('Multiple project_ids in bulk security group rule create not allowed', {
      type: 'SecurityGroupRulesNotSingleProject',
    })
  }
}
