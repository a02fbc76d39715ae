/** Who may do what with agents and what is scheduled on them, by operation. */
export const NETWORK_AGENTS: Readonly<Record<string, string>> = {
  'agents.list': 'any token',
  'agents.show': 'segment, admin',
  'agents.update': 'segment, admin',
  'agents.delete': 'segment, admin',

  'dhcp_networks.list': 'network admin',
  'dhcp_networks.create': 'network admin',
  'dhcp_networks.delete': 'network admin',
  'dhcp_agents.list': 'network admin',
  'l3_routers.list': 'network admin',
  'l3_routers.create': 'network admin',
  'l3_routers.delete': 'network admin',
  'l3_agents.list': 'network admin',

  'availability_zones.list': 'any token',
}
