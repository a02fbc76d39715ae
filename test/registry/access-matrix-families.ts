function inherited(prefix: string): Record<string, string> {
  return {
    [`${prefix}.check`]: 'identity reader',
    [`${prefix}.assign`]: 'identity admin',
    [`${prefix}.unassign`]: 'identity admin',
  }
}

function configs(suffix: string): Record<string, string> {
  return {
    [`domain_configs.show${suffix}`]: 'identity reader, no domain',
    [`domain_configs.show_default${suffix}`]: 'identity reader, no domain',
    [`domain_configs.update${suffix}`]: 'identity admin, no domain',
    [`domain_configs.delete${suffix}`]: 'identity admin, no domain',
  }
}

/** Who may do what with tags, inherited roles, limits, revocations and configurations of domains, by operation. */
export const FAMILIES: Readonly<Record<string, string>> = {
  'project_tags.list': 'identity reader',
  'project_tags.check': 'identity reader',
  'project_tags.replace': 'identity admin',
  'project_tags.clear': 'identity admin',
  'project_tags.add': 'identity admin',
  'project_tags.remove': 'identity admin',
  ...inherited('inherited_project_user_roles'),
  ...inherited('inherited_project_group_roles'),
  ...inherited('inherited_domain_user_roles'),
  ...inherited('inherited_domain_group_roles'),
  'inherited_domain_user_roles.list': 'identity reader',
  'inherited_domain_group_roles.list': 'identity reader',
  'registered_limits.list': 'any token',
  'registered_limits.show': 'any token',
  'registered_limits.create': 'identity admin, no domain',
  'registered_limits.update': 'identity admin, no domain',
  'registered_limits.delete': 'identity admin, no domain',
  'domain_configs.create': 'identity admin, no domain',
  ...configs(''),
  ...configs('_group'),
  ...configs('_option'),
  'domain_configs.show_security': 'any token',
  'domain_configs.show_security_option': 'any token',
  'limits.list': 'any token',
  'limits.show_model': 'any token',
  'limits.show': 'limit of a project',
  'limits.create': 'identity admin, no domain',
  'limits.update': 'identity admin, no domain',
  'limits.delete': 'identity admin, no domain',
  'revocations.list': 'identity admin or service, no domain',
}
