/** Who may do what with subnets, their pools and scopes of addresses, by operation. */
export const SUBNETS: Readonly<Record<string, string>> = {
  'subnets.list': 'any token',
  'subnets.create': 'subnet maker',
  'subnets.show': 'owned network, reader',
  'subnets.update': 'owned network, member',
  'subnets.delete': 'owned network, member',
}
