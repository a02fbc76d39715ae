/** Who may do what with port forwardings and conntrack helpers, by operation. */
const ofOne = ['port_forwardings', 'conntrack_helpers'].flatMap((name) => [
  [`${name}.create`, 'forwarding maker'],
  [`${name}.show`, 'owned router, reader'],
  [`${name}.update`, 'owned router, member'],
  [`${name}.delete`, 'owned router, member'],
])

export const FORWARDINGS: Readonly<Record<string, string>> = {
  'port_forwardings.list': 'rules of a policy, reader',
  'conntrack_helpers.list': 'any token',
  ...Object.fromEntries(ofOne),
}
