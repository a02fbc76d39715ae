import type { Serial } from '../../storage/schema.ts'

/** Tables of OAuth 1: programs that act for users, by rights that these have given them. */
export interface IdentityOauthTables {
  identity_consumers: IdentityConsumersTable
  identity_request_tokens: IdentityRequestTokensTable
  identity_access_tokens: IdentityAccessTokensTable
}

export interface IdentityConsumersTable {
  id: string
  serial: Serial
  /** Signatures cannot be checked with a hash of it. */
  secret: string
  description: string | null
  extra: string
}

/** What a consumer asks for, until a user has allowed it and the consumer has taken it. */
export interface IdentityRequestTokensTable {
  id: string
  secret: string
  consumer_id: string
  project_id: string
  /** Null until a user has allowed it; so is what follows. */
  verifier: string | null
  user_id: string | null
  /** A JSON array. */
  role_ids: string | null
  expires_at: string | null
}

/** What a user has allowed: some roles on a project. */
export interface IdentityAccessTokensTable {
  id: string
  serial: Serial
  secret: string
  consumer_id: string
  project_id: string
  user_id: string
  /** A JSON array. */
  role_ids: string
  expires_at: string | null
}
