/** Who may plug servers in, and what else is about their networks, by operation. */
export const COMPUTE_INTERFACES: Readonly<Record<string, string>> = {
  'interfaces.list': 'owned server, reader',
  'interfaces.show': 'owned server, reader',
  'interfaces.create': 'owned server, member',
  'interfaces.delete': 'owned server, member',
}
