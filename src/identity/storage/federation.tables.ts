import type { Serial } from '../../storage/schema.ts'

/** Tables of federation: identity providers, mappings, and the users and memberships that come of them. */
export interface IdentityFederationTables {
  identity_federation_providers: IdentityFederationProvidersTable
  /** By what names a provider calls itself; no two providers share one. */
  identity_federation_remote_ids: { remote_id: string; idp_id: string }
  identity_federation_protocols: IdentityFederationProtocolsTable
  identity_federation_mappings: IdentityFederationMappingsTable
  identity_service_providers: IdentityServiceProvidersTable
  identity_federated_users: IdentityFederatedUsersTable
  identity_expiring_memberships: IdentityExpiringMembershipsTable
}

export interface IdentityFederationProvidersTable {
  id: string
  serial: Serial
  /** Where its users live. */
  domain_id: string
  enabled: number
  description: string | null
  /** Minutes that memberships it tells of are kept; null for the configured default. */
  authorization_ttl: number | null
}

export interface IdentityFederationProtocolsTable {
  idp_id: string
  id: string
  serial: Serial
  /** No reference: a mapping may go before the protocol that uses it. */
  mapping_id: string
  remote_id_attribute: string | null
}

export interface IdentityFederationMappingsTable {
  id: string
  serial: Serial
  /** JSON. */
  rules: string
  schema_version: string
}

/** Other clouds that take our word for our users. */
export interface IdentityServiceProvidersTable {
  id: string
  serial: Serial
  enabled: number
  description: string | null
  auth_url: string
  sp_url: string
  relay_state_prefix: string
}

/** Who of elsewhere is who here. */
export interface IdentityFederatedUsersTable {
  user_id: string
  idp_id: string
  protocol_id: string
  /** Who it is, to the provider. */
  unique_id: string
}

/** What the mapping made of the last sign-in by a provider, until the next one. */
export interface IdentityExpiringMembershipsTable {
  user_id: string
  group_id: string
  idp_id: string
  /** Milliseconds since 1970: when the provider said so, and until when that counts by itself. */
  verified_at: number
  expires_at: number
}
