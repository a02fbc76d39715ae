import type { Serial } from '../../storage/schema.ts'

/** Tables of credentials beside passwords, and of delegation: application credentials and trusts. */
export interface IdentityDelegationTables {
  identity_application_credentials: IdentityApplicationCredentialsTable
  identity_application_credential_roles: {
    application_credential_id: string
    role_id: string
    serial: Serial
  }
  identity_access_rules: IdentityAccessRulesTable
  /** Which rules hold for which application credential. */
  identity_application_credential_rules: {
    application_credential_id: string
    access_rule_id: string
    /** From 0, in the order in which the rules were given. */
    position: number
  }
  identity_credentials: IdentityCredentialsTable
  identity_trusts: IdentityTrustsTable
  identity_trust_roles: { trust_id: string; role_id: string; serial: Serial }
  identity_failed_sign_ins: IdentityFailedSignInsTable
}

export interface IdentityApplicationCredentialsTable {
  id: string
  serial: Serial
  user_id: string
  project_id: string
  /** Unique to the user. */
  name: string
  description: string | null
  secret_hash: string
  expires_at: string | null
  /** 1: its tokens may make further application credentials. Null as 0, but shown as null. */
  unrestricted: number | null
  /** 1: only the calls of its access rules are allowed, be there none left. */
  ruled: number
}

/** Calls that an application credential may make. */
export interface IdentityAccessRulesTable {
  id: string
  serial: Serial
  user_id: string
  /** A service type. */
  service: string
  path: string
  method: string
}

export interface IdentityCredentialsTable {
  id: string
  serial: Serial
  user_id: string
  project_id: string | null
  type: string
  /** Encrypted; see `credentials/vault.ts`. */
  blob: string
  /** Of a `totp` credential, the time step of the passcode used last; none is taken twice. */
  last_step: number | null
  extra: string
}

export interface IdentityTrustsTable {
  id: string
  serial: Serial
  trustor_user_id: string
  trustee_user_id: string
  project_id: string | null
  impersonation: number
  expires_at: string | null
  /** Null for any number of tokens. */
  remaining_uses: number | null
  /** How often it may still be redelegated. */
  redelegation_count: number
  redelegated_trust_id: string | null
  extra: string
}

/** Wrong passwords in a row, until the right one. */
export interface IdentityFailedSignInsTable {
  user_id: string
  count: number
  last_at: string
}
