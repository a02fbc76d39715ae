/** What the rest of the program may know of identity. */
import { randomBytes } from 'node:crypto'
import type { Clocks } from '../kernel/clock.ts'
import type { Authenticator, Log } from '../kernel/context.ts'
import type { Ids } from '../kernel/ids.ts'
import { CannotStart } from '../kernel/service.ts'
import type { Database, Tx } from '../storage/database.ts'
import { DEFAULT_CONFIGURATION, type IdentityConfiguration } from './configuration.ts'
import { Vault } from '../kernel/vault.ts'
import { TokenAuthority } from './authority/authority.usecase.ts'
import { limitsInForce } from './limits/in-force.store.ts'
import { LIMIT_MODELS } from './limits/models.ts'
import { OidcProviders } from './oidc-client/providers.ts'
import { NO_FEDERATION, type FederationSettings } from './federation/settings.ts'
import type { IdentityEnv } from './operation.ts'
import { remembering } from './passwords/memory.ts'
import { scryptHasher } from './passwords/scrypt.ts'
import { projectIdByName, projectsDeeperThan } from './projects/projects.store.ts'
import { DEFAULT_SECURITY, type SecurityCompliance } from './security.ts'
import { Throttle } from './throttling/throttle.ts'
import { placeState } from './tokens/tokens.store.ts'

export { givePassword, issueToken, makeAccount, NotPossible } from './accounts/accounts.usecase.ts'
export type { Account, IssuedToken, NewAccount, Place, Who } from './accounts/accounts.usecase.ts'
export { NoKey } from '../kernel/vault.ts'
export { isBootstrapped } from './bootstrap/bootstrap.store.ts'
export { NotHere } from './accounts/lookup.usecase.ts'
export { rotateSigningKey } from './authority/key-rotation.usecase.ts'
export type { Rotation } from './authority/key-rotation.usecase.ts'
export { tryMapping } from './federation/mapping-trial.ts'
export type { MappingTrial } from './federation/mapping-trial.ts'
export type { IdentityEnv } from './operation.ts'

/** What operators may say of identity; Keystone's defaults where left out. */
export interface IdentityOptions {
  readonly tokenLifetimeSeconds: number
  /** Rules for passwords and failed sign-ins. */
  readonly security?: Partial<SecurityCompliance>
  readonly identity?: Partial<IdentityConfiguration>
  /** No identity providers where left out. */
  readonly federation?: Partial<FederationSettings>
  /**
   * Keys that secrets are encrypted with, 32 bytes each; the first encrypts. Left out, a new one is
   * made, and nothing that it encrypts outlives the process: no secret, no key that signs tokens.
   */
  readonly credentialKeys?: readonly Buffer[]
}

export interface IdentityParts extends IdentityOptions, Clocks {
  readonly database: Database
  readonly ids: Ids
  readonly log: Log
}

export type { IdentityConfiguration } from './configuration.ts'
export { BEARERS } from './federation/settings.ts'
export type { Bearer, FederationSettings, Metadata, OidcSettings } from './federation/settings.ts'
export type { SecurityCompliance } from './security.ts'

export function createIdentity(parts: IdentityParts): IdentityEnv {
  const { database, clock, processClock, ids, log } = parts
  const configuration = { ...DEFAULT_CONFIGURATION, ...parts.identity }
  const { credentialKeys = [randomBytes(32)] } = parts
  const vault = new Vault(credentialKeys)
  const tokens = new TokenAuthority({ ...parts, configuration, vault })
  const security = { ...DEFAULT_SECURITY, ...parts.security }
  return {
    ...{ database, clock, processClock, ids, log, tokens },
    passwords: remembering(scryptHasher(configuration.passwordHashing)),
    security,
    throttle: new Throttle(security.signInAttempts, processClock),
    configuration,
    oidc: new OidcProviders({ ...NO_FEDERATION, ...parts.federation }, processClock),
    vault,
  }
}

/** What says, for every service, whom a token belongs to and what it allows. */
export function createAuthenticator(env: IdentityEnv): Authenticator {
  return env.tokens
}

export interface ProjectSummary {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
}

/** What other services may ask of identity, in their own transaction. */
export interface IdentityFacade {
  /** A project by id; undefined where there is none. Domains are no projects here. */
  findProject(tx: Tx, id: string): Promise<ProjectSummary | undefined>
  /** The id of a project of the domain `default`; undefined where there is none of the name. */
  projectNamed(tx: Tx, name: string): Promise<string | undefined>
  /**
   * How much of each resource of a service a project may have, by the unified limits; -1 is any
   * amount. A resource that is missing has no registered limit, which refuses any use of it.
   */
  limitsInForce(
    tx: Tx,
    serviceType: string,
    projectId: string,
  ): Promise<ReadonlyMap<string, number>>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    identity: IdentityFacade
  }
}

export const IDENTITY_FACADE: IdentityFacade = {
  async findProject(tx, id) {
    const place = await placeState(tx, id)
    if (place === undefined || place.is_domain === 1) return undefined
    return { id, name: place.name, enabled: place.enabled === 1 }
  },
  projectNamed: (tx, name) => projectIdByName(tx, name, 'default'),
  limitsInForce,
}

/** Keystone does not start either (keystone/limit/core.py, check_project_depth). @throws CannotStart */
export async function refuseDeepTrees(env: IdentityEnv): Promise<void> {
  const { enforcementModel: model } = env.configuration
  const { deepest } = LIMIT_MODELS[model]
  if (deepest === undefined) return
  const ids = await env.database.read((tx) => projectsDeeperThan(tx, deepest))
  if (ids.length === 0) return
  throw new CannotStart(
    `the enforcement model ${model} takes projects at most ${deepest} below a domain, and these ` +
      `are deeper: ${ids.join(', ')}. Choose another model, or delete them first.`,
  )
}
