/**
 * Which extensions the API has: those whose attributes and operations are here, and no others.
 *
 * `known.json` has each extension of the real service in its own words, in its order, which is that in
 * which it loads neutron/extensions/; with the extensions that it `requires` (neutron_lib/api/definitions/),
 * and the `calls` that it brings (upstream's API reference; `{}` is any parameter). It is listed
 *
 * - where all of its calls are declared, and what it requires is listed too; and
 * - where it has calls, or a table of `TABLES` says that it brings one of its attributes
 *   (`attributeTable({ extension })`, `extended(table, alias, …)`), or `ALIASES` names it.
 *
 * So who adds operations has nothing to do here; who adds a table of attributes adds a line to `TABLES`;
 * and who adds a rule that is an extension, but has neither calls nor attributes, one to `ALIASES`.
 *
 * The aliases of the core (`network`, `port`) are known to nobody, and not listed.
 */
import type { AttributeTable } from '../../kernel/attributes/table.ts'
import { ADDRESS_SCOPES } from '../address-scopes/address-scopes.table.ts'
import type { Operation } from '../../kernel/operation.ts'
import { AGENTS } from '../agents/agents.table.ts'
import { NETWORKS } from '../networks/networks.table.ts'
import { SUBNETPOOLS } from '../subnetpools/subnetpools.table.ts'
import { BINDINGS } from '../ports/bindings/bindings.table.ts'
import { PORTS } from '../ports/ports.table.ts'
import { FLOATING_IP_POOLS } from '../floatingip-pools/floatingip-pools.table.ts'
import { FLOATING_IPS } from '../floatingips/floatingips.table.ts'
import { PORT_FORWARDINGS } from '../floatingips/port-forwardings/port-forwardings.table.ts'
import { CONNTRACK_HELPERS } from '../routers/conntrack-helpers/conntrack-helpers.table.ts'
import { ROUTERS } from '../routers/routers.table.ts'
import { SUBNETS } from '../subnets/subnets.table.ts'
import { ADDRESS_GROUPS } from '../address-groups/address-groups.table.ts'
import { DEFAULT_RULES } from '../default-security-group-rules/default-security-group-rules.table.ts'
import { SECURITY_GROUP_RULES } from '../security-group-rules/security-group-rules.table.ts'
import { STATEFULNESS } from '../security-groups-default-statefulness/statefulness.table.ts'
import { SECURITY_GROUPS } from '../security-groups/security-groups.table.ts'
import { IP_AVAILABILITIES } from '../ip-availabilities/availabilities.table.ts'
import { SEGMENT_RANGES } from '../network-segment-ranges/segment-ranges.table.ts'
import { METERING_LABELS } from '../metering/labels.table.ts'
import { METERING_LABEL_RULES } from '../metering/rules.table.ts'
import { FLAVORS } from '../flavors/flavors.table.ts'
import { LOCAL_IPS } from '../local-ips/local-ips.table.ts'
import { LOGS } from '../logs/logs.table.ts'
import { SEGMENTS } from '../segments/segments.table.ts'
import { RBAC_POLICIES } from '../rbac/rbac-policies.table.ts'
import { NDP_PROXIES } from '../ndp-proxies/ndp-proxies.table.ts'
import { TRUNKS } from '../trunks/trunks.table.ts'
import { QOS_POLICIES } from '../qos/policies.table.ts'
import { QOS_RULE_TABLES } from '../qos/rules/rules.table.ts'
import { QOS_RULE_TYPES } from '../qos/rule-types/rule-types.table.ts'
import known from './known.json' with { type: 'json' }

export interface Extension {
  readonly name: string
  readonly alias: string
  readonly description: string
  /** As upstream wrote it, which is not always a time: `2017-041-06T10:00:00-00:00`. */
  readonly updated: string
}

export interface KnownExtension extends Extension {
  /** By alias. */
  readonly requires?: readonly string[]
  readonly calls?: readonly string[]
}

const TABLES: readonly Pick<AttributeTable, 'extensions'>[] = [
  NETWORKS,
  SUBNETS,
  SECURITY_GROUPS,
  SUBNETPOOLS,
  ADDRESS_SCOPES,
  SECURITY_GROUP_RULES,
  DEFAULT_RULES,
  STATEFULNESS,
  ADDRESS_GROUPS,
  PORTS,
  RBAC_POLICIES,
  ROUTERS,
  CONNTRACK_HELPERS,
  FLOATING_IPS,
  PORT_FORWARDINGS,
  TRUNKS,
  NDP_PROXIES,
  FLOATING_IP_POOLS,
  BINDINGS,
  IP_AVAILABILITIES,
  SEGMENTS,
  SEGMENT_RANGES,
  METERING_LABELS,
  LOGS,
  LOCAL_IPS,
  FLAVORS,
  METERING_LABEL_RULES,
  QOS_POLICIES,
  ...QOS_RULE_TABLES.map(({ ofPolicy }) => ofPolicy),
  QOS_RULE_TYPES,
  AGENTS,
]

const ALIASES: readonly string[] = [
  // What every table of attributes has.
  'empty-string-filtering',
  'filter-validation',
  'pagination',
  'project-id',
  'revision-if-match',
  'sorting',
  'tag-creation',
  'net-mtu',
  'quota-check-limit',
  'quota-check-limit-default',
  // Of agents, and of the zones that they are in.
  'agent_sort_key',
  'availability_zone_filter',
  // What can be shared.
  'rbac-address-group',
  'rbac-address-scope',
  'rbac-security-groups',
  'rbac-subnetpool',
  // Of ports: filters, and rules for addresses.
  'aap-reject-multicast',
  'ip-substring-filtering',
  'l3-port-ip-change-not-allowed',
  'port-mac-address-regenerate',
  'port-mac-override',
  'port-numa-affinity-policy',
  'port-resource-request-groups',
  'port-security-groups-filtering',
  // What floating IPs show of their forwardings.
  'floating-ip-port-forwarding-detail',
  // What is done to routers, and when it may be.
  'qos-gateway-ip',
  'router-admin-state-down-before-update',
  'standard-attr-segment',
]

/** The extensions of which all is there, given the operations beside them. */
export function extensionsOf(operations: readonly Operation[]): readonly Extension[] {
  const calls = operations.map(
    ({ method, path }) => `${method} ${path.replaceAll(PARAMETER, '{}')}`,
  )
  const brought = TABLES.flatMap(({ extensions }) => [...extensions.values()])
  return presentAmong(known, new Set([...brought, ...ALIASES]), new Set(calls))
}

const PARAMETER = /\{\w+\}/g

/** @param brought aliases of those that bring an attribute or a rule that is here */
export function presentAmong(
  all: readonly KnownExtension[],
  brought: ReadonlySet<string>,
  declared: ReadonlySet<string>,
): readonly Extension[] {
  const byAlias = new Map(all.map((extension) => [extension.alias, extension]))
  const isPresent = (alias: string): boolean => {
    const { calls = [], requires = [] } = byAlias.get(alias)!
    const isThere = calls.length > 0 || brought.has(alias)
    return isThere && calls.every((call) => declared.has(call)) && requires.every(isPresent)
  }
  return all
    .filter(({ alias }) => isPresent(alias))
    .map(({ name, alias, description, updated }) => ({ name, alias, description, updated }))
}
