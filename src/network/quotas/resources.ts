/**
 * What there are quotas for, in the order in which answers show them, and the table that is counted.
 * Source: openstack/neutron neutron/conf/quota.py, and `register_resource` of each plugin.
 */
export const COUNTED = {
  network: 'networks',
  subnet: 'subnets',
  security_group: 'security_groups',
  security_group_rule: 'security_group_rules',
  rbac_policy: 'network_rbac_policies',
} as const

export type QuotaResource = keyof typeof COUNTED
