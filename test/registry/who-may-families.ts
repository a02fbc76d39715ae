function inherited(prefix: string): Record<string, string> {
  return {
    [`${prefix}.check`]: 'identity reader',
    [`${prefix}.assign`]: 'identity admin',
    [`${prefix}.unassign`]: 'identity admin',
  }
}

/** Who may do what with tags, inherited roles and revocations, by operation. */
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
  'revocations.list': 'identity admin or service, no domain',
}
