/** Who may plug servers in, and what else is about their networks, by operation. */
export const COMPUTE_INTERFACES: Readonly<Record<string, string>> = {
  'interfaces.list': 'owned server, reader',
  'interfaces.show': 'owned server, reader',
  'interfaces.create': 'owned server, member',
  'interfaces.delete': 'owned server, member',
  'servers.add_fixed_ip': 'owned server, member',
  'servers.remove_fixed_ip': 'owned server, member',
  'servers.add_floating_ip': 'owned server, member',
  'servers.remove_floating_ip': 'owned server, member',
  'servers.inject_network_info': 'owned server, admin',
  'servers.topology': 'owned server, reader',
  'servers.diagnostics': 'owned server, admin',
  'server_external_events.create': 'compute admin or service',
  'server_shares.list': 'mapped server, reader',
  // There are no shares.
  'server_shares.show': 'mapped server, reader, nothing there',
  'server_shares.create': 'mapped server, member, nothing there',
  'server_shares.delete': 'mapped server, member, nothing there',
}
