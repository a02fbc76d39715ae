import type { Serial } from '../../storage/schema.ts'

/** How much of a resource of a service anybody may have, who has no limit of their own. */
export interface IdentityRegisteredLimitsTable {
  id: string
  serial: Serial
  service_id: string
  /** Null: in every region. */
  region_id: string | null
  resource_name: string
  default_limit: number
  description: string | null
}

/** Of a project or of a domain; the other one is null. */
export interface IdentityOwnLimitsTable {
  id: string
  serial: Serial
  registered_limit_id: string
  project_id: string | null
  domain_id: string | null
  resource_limit: number
  description: string | null
}
