/** Who may do what with what operators have of Network, by operation. */
export const NETWORK_OPERATORS: Readonly<Record<string, string>> = {
  'network_ip_availabilities.list': 'any token',
  'network_ip_availabilities.show': 'network, admin or service',

  'segments.list': 'any token',
  'segments.create': 'template maker',
  'segments.show': 'segment, admin',
  'segments.update': 'segment, admin',
  'segments.delete': 'segment, admin',
}
