/**
 * What there are quotas for, in the order in which answers show them. Source: openstack/neutron
 * neutron/conf/quota.py, and `register_resource` of each plugin.
 */
export const QUOTA_RESOURCES = [
  'network',
  'subnet',
  'subnetpool',
  'port',
  'router_route',
  'router',
  'floatingip',
  'rbac_policy',
  'security_group',
  'security_group_rule',
  'trunk',
] as const

export type QuotaResource = (typeof QUOTA_RESOURCES)[number]

/** The table whose rows of a project count. */
export const COUNTED = {
  network: 'networks',
  subnet: 'subnets',
  subnetpool: 'subnetpools',
  security_group: 'security_groups',
  security_group_rule: 'security_group_rules',
  port: 'ports',
  router: 'routers',
  floatingip: 'floatingips',
  rbac_policy: 'network_rbac_policies',
  trunk: 'trunks',
} as const satisfies Partial<Record<QuotaResource, string>>

export type CountedResource = keyof typeof COUNTED

export function isCounted(resource: QuotaResource): resource is CountedResource {
  return Object.hasOwn(COUNTED, resource)
}
