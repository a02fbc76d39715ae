/** Who may do what with security groups, and what is around them, by operation. */
export const SECURITY_GROUPS: Readonly<Record<string, string>> = {
  'security_groups.list': 'any token',
  'security_groups.create': 'network maker',
  'security_groups.show': 'owned group, reader',
  'security_groups.update': 'owned group, member',
  'security_groups.delete': 'owned group, member',

  'security_group_rules.list': 'any token',
  'security_group_rules.create': 'subnet maker',
  'security_group_rules.show': 'owned group, reader',
  'security_group_rules.delete': 'owned group, member',

  'default_security_group_rules.list': 'any token',
  'default_security_group_rules.create': 'template maker',
  'default_security_group_rules.show': 'template, reader',
  'default_security_group_rules.delete': 'template, admin',

  'security_groups_default_statefulness.list': 'any token',
  'security_groups_default_statefulness.create': 'setting maker',
  'security_groups_default_statefulness.show': 'owned group, reader',
  'security_groups_default_statefulness.update': 'owned group, manager',
  'security_groups_default_statefulness.delete': 'owned group, manager',

  'address_groups.list': 'any token',
  'address_groups.create': 'network maker',
  'address_groups.show': 'owned group, reader',
  'address_groups.update': 'owned group, member',
  'address_groups.delete': 'owned group, member',
  'address_groups.add_addresses': 'owned group, member',
  'address_groups.remove_addresses': 'owned group, member',
}
