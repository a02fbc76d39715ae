import type { Clocks } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Ids } from '../kernel/ids.ts'
import { operationFor } from '../kernel/operation.ts'
import { targetFor, targetsFor } from '../kernel/target.ts'
import type { Database } from '../storage/database.ts'
import type { IdentityConfiguration } from './configuration.ts'
import type { TokenAuthority } from './authority/authority.usecase.ts'
import type { OidcProviders } from './oidc-client/providers.ts'
import type { Vault } from '../kernel/vault.ts'
import type { RememberingHasher } from './passwords/memory.ts'
import type { SecurityCompliance } from './security.ts'
import type { Throttle } from './throttling/throttle.ts'

/** What identity's handlers run on. Made by `createIdentity` in `facade.ts`. */
export interface IdentityEnv extends Clocks {
  readonly database: Database
  readonly ids: Ids
  readonly log: Log
  readonly tokens: TokenAuthority
  readonly passwords: RememberingHasher
  readonly security: SecurityCompliance
  readonly configuration: IdentityConfiguration
  /** The OpenID providers that are configured. */
  readonly oidc: OidcProviders
  /** Slows those down who guess. */
  readonly throttle: Throttle
  /** Encrypts the secrets of credentials. */
  readonly vault: Vault
}

export const operation = operationFor<IdentityEnv>()
export const target = targetFor<IdentityEnv>()
export const targets = targetsFor<IdentityEnv>()

/**
 * Where Keystone checks the body before it asks the policy: those resources whose handlers carry
 * `validation.request_body_schema` (keystone/api/validation/__init__.py). It checks the whole body
 * there, not what is under the root key, and words refusals as Nova does.
 */
export const BODY_FIRST = ['body', 'target', 'policy'] as const
