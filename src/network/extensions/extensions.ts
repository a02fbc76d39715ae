/**
 * Which extensions the API has: those whose attributes and operations are here, and no others.
 *
 * `known.json` has each extension of the real service in its own words, in its order: that in which it
 * loads neutron/extensions/. Who adds a resource or a rule adds it here, and nowhere else:
 *
 * - a table of attributes is a line of `TABLES`: it says by attribute which extension brings it
 *   (`attributeTable({ extension })`, `extended(table, alias, …)`);
 * - an extension that brings operations or rules, but no attribute of a table, is a line of `ALIASES`,
 *   once all is there that it promises.
 *
 * The aliases of the core (`network`, `port`) are known to nobody, and not listed.
 */
import type { AttributeTable } from '../../kernel/attributes/table.ts'
import { ADDRESS_SCOPES } from '../address-scopes/address-scopes.table.ts'
import { NETWORKS } from '../networks/networks.table.ts'
import { SUBNETPOOLS } from '../subnetpools/subnetpools.table.ts'
import { PORTS } from '../ports/ports.table.ts'
import { FLOATING_IPS } from '../floatingips/floatingips.table.ts'
import { ROUTERS } from '../routers/routers.table.ts'
import { SUBNETS } from '../subnets/subnets.table.ts'
import { ADDRESS_GROUPS } from '../address-groups/address-groups.table.ts'
import { DEFAULT_RULES } from '../default-security-group-rules/default-security-group-rules.table.ts'
import { SECURITY_GROUP_RULES } from '../security-group-rules/security-group-rules.table.ts'
import { STATEFULNESS } from '../security-groups-default-statefulness/statefulness.table.ts'
import { SECURITY_GROUPS } from '../security-groups/security-groups.table.ts'
import { RBAC_POLICIES } from '../rbac/rbac-policies.table.ts'
import known from './known.json' with { type: 'json' }

export interface Extension {
  readonly name: string
  readonly alias: string
  readonly description: string
  /** As upstream wrote it, which is not always a time: `2017-041-06T10:00:00-00:00`. */
  readonly updated: string
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
  NETWORKS,
  SUBNETS,
  SECURITY_GROUPS,
  PORTS,
  ROUTERS,
  FLOATING_IPS,
]

const ALIASES: readonly string[] = [
  // What every table of attributes has.
  'empty-string-filtering',
  'filter-validation',
  'net-mtu',
  'pagination',
  'project-id',
  'quota-check-limit',
  'quota-check-limit-default',
  'quota_details',
  'quotas',
  'rbac-address-group',
  'rbac-address-scope',
  'rbac-subnetpool',
  'rbac-security-groups',
  'revision-if-match',
  'sorting',
  // service-providers/
  'service-type',
  'tag-creation',
  'subnet_onboard',
  'subnetpool-prefix-ops',
  // What is done to routers, and when it may be.
  'extraroute-atomic',
  'router-admin-state-down-before-update',
]

/** What is known, and brought by a table or named. */
export function presentAmong(
  all: readonly Extension[],
  tables: typeof TABLES,
  aliases: readonly string[],
): readonly Extension[] {
  const here = new Set([
    ...aliases,
    ...tables.flatMap(({ extensions }) => [...extensions.values()]),
  ])
  return all.filter(({ alias }) => here.has(alias))
}

export const EXTENSIONS = presentAmong(known, TABLES, ALIASES)
