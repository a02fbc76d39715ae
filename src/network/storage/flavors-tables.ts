/** Flavors of services. */
import type { Generated } from 'kysely'

export interface FlavorsTable {
  serial: Generated<number>
  id: string
  name: string
  description: string | null
  service_type: string
  enabled: number
}

export interface ServiceProfilesTable {
  serial: Generated<number>
  id: string
  description: string | null
  driver: string
  enabled: number
  metainfo: string
}

/** The profiles that a flavor has. */
export interface FlavorServiceProfilesTable {
  flavor_id: string
  service_profile_id: string
}

declare module '../../storage/tables.ts' {
  interface Tables {
    network_flavors: FlavorsTable
    service_profiles: ServiceProfilesTable
    flavor_service_profiles: FlavorServiceProfilesTable
  }
}
