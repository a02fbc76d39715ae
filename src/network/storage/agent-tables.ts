export interface NetworkAgentsTable {
  id: string
  agent_type: string
  binary: string
  topic: string
  host: string
  admin_state_up: number
  created_at: string
  started_at: string
  heartbeat_timestamp: string
  description: string | null
  configurations: string
  availability_zone: string | null
  resources_synced: number | null
}

/** A network is at each place of its own, counted from one, served by one agent. */
export interface NetworkDhcpAgentsTable {
  network_id: string
  agent_id: string
  binding_index: number
}

export interface RouterL3AgentsTable {
  router_id: string
  agent_id: string
  binding_index: number
}

declare module '../../storage/tables.ts' {
  interface Tables {
    network_agents: NetworkAgentsTable
    network_dhcp_agents: NetworkDhcpAgentsTable
    router_l3_agents: RouterL3AgentsTable
  }
}
