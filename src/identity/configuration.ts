/**
 * What operators may set of Identity beside `security.ts`, with Keystone's defaults
 * (keystone/conf/): the section is named beside each.
 */
import { LIMIT_MODELS, type LimitModelName } from './limits/models.ts'
import { DEFAULT_PARAMETERS, type ScryptParameters } from './passwords/scrypt.ts'

export interface IdentityConfiguration {
  /** [DEFAULT] list_limit: the length of lists where a client does not say; undefined for any. */
  readonly listLimit: number | undefined
  /** [unified_limit] enforcement_model. */
  readonly enforcementModel: LimitModelName
  /** [DEFAULT] max_project_tree_depth: projects in a row, the domain not counted. */
  readonly maxProjectTreeDepth: number
  /** [trust] max_redelegation_count. */
  readonly maxRedelegationCount: number
  /** [application_credential] user_limit; undefined for any number. */
  readonly applicationCredentialUserLimit: number | undefined
  /** [credential] user_limit; undefined for any number. */
  readonly credentialUserLimit: number | undefined
  /** [totp] included_previous_windows: time steps that have passed whose passcode still counts. */
  readonly includedPreviousWindows: number
  /** [token] allow_expired_window: how long after its end `allow_expired` still shows a token. */
  readonly allowExpiredWindowSeconds: number
  /** [receipt] expiration. */
  readonly receiptLifetimeSeconds: number
  /** [revoke] expiration_buffer: how long an event stays listed after the last token it ended. */
  readonly expirationBufferSeconds: number
  /** [identity] password_hash_rounds, scrypt_block_size and scrypt_parallelism. */
  readonly passwordHashing: ScryptParameters
}

export const DEFAULT_CONFIGURATION: IdentityConfiguration = {
  listLimit: undefined,
  enforcementModel: 'flat',
  maxProjectTreeDepth: 5,
  maxRedelegationCount: 3,
  applicationCredentialUserLimit: undefined,
  credentialUserLimit: undefined,
  includedPreviousWindows: 1,
  allowExpiredWindowSeconds: 172_800,
  receiptLifetimeSeconds: 300,
  expirationBufferSeconds: 1800,
  passwordHashing: DEFAULT_PARAMETERS,
}

/** How many projects there may be in a row below a domain: some models want fewer. */
export function deepestOf(configuration: IdentityConfiguration): number {
  const { enforcementModel, maxProjectTreeDepth } = configuration
  return Math.min(maxProjectTreeDepth, LIMIT_MODELS[enforcementModel].deepest ?? Infinity)
}
