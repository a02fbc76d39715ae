/** Who may do what with networks, and what is around them, by operation. */
export const NETWORKS: Readonly<Record<string, string>> = {
  'versions.list': 'anybody',
  'resources.list': 'any token',
  'extensions.list': 'any token',
  'extensions.show': 'any token',
  'service_providers.list': 'any token',

  'networks.list': 'any token',
  'networks.create': 'network maker',
  'networks.show': 'owned network, reader',
  'networks.update': 'owned network, member',
  'networks.delete': 'owned network, member',
}
