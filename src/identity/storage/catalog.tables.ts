import type { Serial } from '../../storage/schema.ts'

/** Tables of identity around the catalogue: which projects see what of it, and its policies. */
export interface IdentityCatalogTables {
  /** Endpoints that a project was given one by one. */
  identity_project_endpoints: { project_id: string; endpoint_id: string; serial: Serial }
  identity_endpoint_groups: IdentityEndpointGroupsTable
  identity_project_endpoint_groups: {
    project_id: string
    endpoint_group_id: string
    serial: Serial
  }
  identity_policies: IdentityPoliciesTable
  identity_policy_associations: IdentityPolicyAssociationsTable
}

export interface IdentityEndpointGroupsTable {
  id: string
  serial: Serial
  name: string
  description: string | null
  /** JSON: what an endpoint of the group has to be. */
  filters: string
}

/** Policies that clients keep here; nothing in this program heeds them. */
export interface IdentityPoliciesTable {
  id: string
  serial: Serial
  type: string
  blob: string
  extra: string
}

/** Of an endpoint; or of a service, everywhere or in a region. Each has one policy at most. */
export interface IdentityPolicyAssociationsTable {
  policy_id: string
  endpoint_id: string | null
  service_id: string | null
  region_id: string | null
}
