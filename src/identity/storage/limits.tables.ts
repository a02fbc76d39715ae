/** How much of a resource of a service anybody may have, who has no limit of their own. */
export interface IdentityRegisteredLimitsTable {
  id: string
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
  registered_limit_id: string
  project_id: string | null
  domain_id: string | null
  resource_limit: number
  description: string | null
}
