/** Who may do what with security groups, by operation. */
export const SECURITY_GROUPS: Readonly<Record<string, string>> = {
  'security_groups.list': 'any token',
  'security_groups.create': 'network maker',
  'security_groups.show': 'owned network, reader',
  'security_groups.update': 'owned network, member',
  'security_groups.delete': 'owned network, member',
}
