/** Who may do what with subnets, their pools and scopes of addresses, by operation. */
export const SUBNETS: Readonly<Record<string, string>> = {
  'subnets.list': 'any token',
  'subnets.create': 'subnet maker',
  'subnets.show': 'owned network, reader',
  'subnets.update': 'owned network, member',
  'subnets.delete': 'owned network, member',

  'subnetpools.list': 'any token',
  'subnetpools.create': 'network maker',
  'subnetpools.show': 'owned pool, reader',
  'subnetpools.update': 'owned pool, member',
  'subnetpools.delete': 'owned pool, member',
  'subnetpools.add_prefixes': 'owned pool, member',
  'subnetpools.remove_prefixes': 'owned pool, member',
  'subnetpools.onboard_network_subnets': 'owned pool, member',

  'address_scopes.list': 'any token',
  'address_scopes.create': 'network maker',
  'address_scopes.show': 'owned pool, reader',
  'address_scopes.update': 'owned pool, member',
  'address_scopes.delete': 'owned pool, member',
}
