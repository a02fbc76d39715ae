/** Addresses that hosts translate. */
import type { Generated } from 'kysely'

export interface LocalIpsTable {
  serial: Generated<number>
  id: string
  project_id: string
  name: string
  description: string | null
  /** The port that holds the address: its own (`network:local_ip`), or another. */
  local_port_id: string
  network_id: string
  local_ip_address: string
  ip_mode: string
  revision_number: number
  created_at: string
  updated_at: string
}

/** The ports that it is translated to, each on its host. */
export interface LocalIpAssociationsTable {
  local_ip_id: string
  fixed_port_id: string
  fixed_ip: string
}

declare module '../../storage/tables.ts' {
  interface Tables {
    local_ips: LocalIpsTable
    local_ip_associations: LocalIpAssociationsTable
  }
}
