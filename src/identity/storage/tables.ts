import type { Generated } from 'kysely'
import type { Serial } from '../../storage/schema.ts'
import type { IdentityCatalogTables } from './catalog.tables.ts'
import type { IdentityDelegationTables } from './delegation.tables.ts'
import type { IdentityDomainConfigsTable } from './domain-configs.tables.ts'
import type { IdentityFederationTables } from './federation.tables.ts'
import type { IdentityOwnLimitsTable, IdentityRegisteredLimitsTable } from './limits.tables.ts'
import type { IdentityOauthTables } from './oauth.tables.ts'
import type { IdentityRevocationEventsTable } from './revocations.tables.ts'

/**
 * Identity's tables. `extra` holds, as JSON, attributes that clients invent (Keystone keeps and
 * shows them); `options` the resource options Keystone knows, such as `immutable`.
 */
export interface IdentityTables
  extends
    IdentityCatalogTables,
    IdentityDelegationTables,
    IdentityFederationTables,
    IdentityOauthTables {
  identity_state: IdentityStateTable
  identity_signing_keys: IdentitySigningKeysTable
  identity_revocations: IdentityRevocationsTable
  identity_revocation_events: IdentityRevocationEventsTable
  identity_projects: IdentityProjectsTable
  identity_project_tags: { project_id: string; name: string }
  identity_users: IdentityUsersTable
  identity_passwords: IdentityPasswordsTable
  /** Kept while somebody looks who was not there for long; a day such as `2026-01-31`. */
  identity_user_activity: { user_id: string; active_on: string }
  identity_groups: IdentityGroupsTable
  identity_memberships: { group_id: string; user_id: string }
  identity_roles: IdentityRolesTable
  identity_implied_roles: { prior_role_id: string; implied_role_id: string; serial: Serial }
  identity_assignments: IdentityAssignmentsTable
  identity_regions: IdentityRegionsTable
  identity_services: IdentityServicesTable
  identity_endpoints: IdentityEndpointsTable
  identity_registered_limits: IdentityRegisteredLimitsTable
  identity_limits: IdentityOwnLimitsTable
  identity_domain_configs: IdentityDomainConfigsTable
}

/** One row. */
export interface IdentityStateTable {
  id: number
  /** Grows with every change that may alter what an issued token means. */
  epoch: number
  /** The longest that any replica has let tokens live, in seconds: so long a key must be kept. */
  token_lifetime: Generated<number>
}

export interface IdentitySigningKeysTable {
  /** As in the header of the tokens it signs. */
  kid: string
  /** The newest key signs; the others only verify, until `retired_at`. */
  created_at: string
  /** After this, no token that it signed can be alive; null for the key that signs. */
  retired_at: string | null
  /** JSON Web Keys. */
  private_jwk: string
  public_jwk: string
}

/** Tokens revoked one by one, at least until they would have expired. */
export interface IdentityRevocationsTable {
  audit_id: string
  revoked_at: string
  expires_at: string
}

/** Projects and domains: as in Keystone, a domain is a project that has no parent. */
export interface IdentityProjectsTable {
  id: string
  serial: Serial
  name: string
  is_domain: number
  /** Null for domains. */
  domain_id: string | null
  /** Null for domains; the domain for a project at the top. */
  parent_id: string | null
  description: string | null
  enabled: number
  /** Counts the times it was disabled: tokens from before stay invalid. */
  generation: number
  options: string
  extra: string
}

export interface IdentityUsersTable {
  id: string
  serial: Serial
  domain_id: string
  name: string
  enabled: number
  default_project_id: string | null
  /** Counts password changes and disablings: tokens from before stay invalid. */
  generation: number
  created_at: string
  options: string
  extra: string
  /** 0 for the shadow of a federated user, whose name is that of the identity provider. */
  local: Generated<number>
}

export interface IdentityPasswordsTable {
  user_id: string
  /** 1 for the first; the highest is in force. */
  number: number
  hash: string
  created_at: string
  expires_at: string | null
  /** 1 for one that its user chose, 0 for one that somebody else set. */
  self_service: Generated<number>
}

export interface IdentityGroupsTable {
  id: string
  serial: Serial
  domain_id: string
  name: string
  description: string | null
  extra: string
}

export interface IdentityRolesTable {
  id: string
  serial: Serial
  name: string
  /** Null for a role that counts everywhere. */
  domain_id: string | null
  description: string | null
  options: string
  extra: string
}

export interface IdentityAssignmentsTable {
  actor_type: 'user' | 'group'
  actor_id: string
  target_type: 'project' | 'domain' | 'system'
  /** `system` for the system. */
  target_id: string
  role_id: string
  /** 1: holds for the projects below the target, not for the target. */
  inherited: number
  serial: Serial
}

export interface IdentityRegionsTable {
  id: string
  serial: Serial
  description: string
  parent_region_id: string | null
  extra: string
}

export interface IdentityServicesTable {
  id: string
  serial: Serial
  type: string
  enabled: number
  /** Name and description are in here, because a service may lack them. */
  extra: string
}

export interface IdentityEndpointsTable {
  id: string
  serial: Serial
  service_id: string
  interface: 'public' | 'internal' | 'admin'
  region_id: string | null
  /** May hold `$(base:<service type>)s`, the address by which the client reached us. */
  url: string
  enabled: number
  extra: string
}

declare module '../../storage/tables.ts' {
  interface Tables extends IdentityTables {}
}
