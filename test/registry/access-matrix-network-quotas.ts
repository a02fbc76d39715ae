/** Who may do what with quotas of Network, by operation. */
export const NETWORK_QUOTAS: Readonly<Record<string, string>> = {
  'quotas.list': 'network admin',
  'quotas.show': 'quota of Network, reader',
  'quotas.show_default': 'quota of Network, reader',
  'quotas.show_details': 'quota of Network, details',
  'quotas.update': 'network admin',
  'quotas.delete': 'network admin',
}
