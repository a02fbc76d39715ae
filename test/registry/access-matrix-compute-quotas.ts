/** Who may do what with quotas, limits and server groups of Compute, by operation. */
export const COMPUTE_QUOTAS: Readonly<Record<string, string>> = {
  'limits.show': 'any project token',
  'quota_sets.show': 'quota of Compute, reader',
  'quota_sets.detail': 'quota of Compute, reader',
  'quota_sets.defaults': 'any project token',
  'quota_sets.update': 'compute admin',
  'quota_sets.delete': 'compute admin',
  'quota_class_sets.show': 'compute admin',
  'quota_class_sets.update': 'compute admin',
  'server_groups.list': 'compute reader',
  'server_groups.create': 'compute maker',
  'server_groups.show': 'owned server group, reader',
  'server_groups.delete': 'owned server group, member',
}
