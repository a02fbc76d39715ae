/** Who may do what with RBAC policies, by operation. */
export const RBAC: Readonly<Record<string, string>> = {
  'rbac_policies.list': 'any token',
  // Of a network of demo's, and of nobody else's.
  'rbac_policies.create': 'policy of Network, maker',
  'rbac_policies.show': 'owned group, reader',
  'rbac_policies.update': 'owned group, member',
  'rbac_policies.delete': 'owned group, member',
}
