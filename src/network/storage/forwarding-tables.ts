/** The tables of what hangs on floating IPs and routers: forwardings of ports, and conntrack helpers. */
export interface PortForwardingsTable {
  id: string
  floatingip_id: string
  protocol: string
  internal_port_id: string
  internal_ip_address: string
  /** `first:last`, and the port where both are the same. */
  internal_port_range: string
  internal_port: number | null
  external_port_range: string
  external_port: number | null
  description: string
}

export interface ConntrackHelpersTable {
  id: string
  router_id: string
  protocol: string
  port: number
  helper: string
}

declare module '../../storage/tables.ts' {
  interface Tables {
    port_forwardings: PortForwardingsTable
    conntrack_helpers: ConntrackHelpersTable
  }
}
