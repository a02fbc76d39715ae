/** Who may make, see and change servers, by operation. */
export const COMPUTE_SERVERS: Readonly<Record<string, string>> = {
  'servers.create': 'compute maker',
  'servers.list': 'compute reader',
  'servers.detail': 'compute reader',
  'servers.show': 'owned server, reader',
  'servers.update': 'owned server, member',
  'servers.delete': 'owned server, member',
}
