export interface NdpProxiesTable {
  id: string
  project_id: string
  name: string
  description: string | null
  router_id: string
  port_id: string
  ip_address: string
  revision_number: number
  created_at: string
  updated_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables {
    ndp_proxies: NdpProxiesTable
  }
}
