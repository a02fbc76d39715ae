/**
 * What a token means that was issued for a delegation: a trust, an application credential or an
 * access token of OAuth. Its roles are never more than those that the delegating user has now.
 */
import type { Tx } from '../../storage/database.ts'
import type { AccessRule } from '../access-rules/access-rules.ts'
import { federationState } from '../federation/federation-state.store.ts'
import {
  delegatedAccessToken,
  delegatedCredential,
  delegatedTrust,
  roleIdsOfCredential,
  rolesOfDelegatedTrust,
  rulesOfCredential,
  withImpliedRoles,
} from './delegations.store.ts'
import { rolesIn, scopeState, userState, type TokenState } from './tokens.store.ts'
import type { Delegation, Federation, TokenScope } from './tokens.ts'

export interface TokenSubject {
  readonly userId: string
  readonly scope: TokenScope
  readonly delegation?: Delegation
  readonly federation?: Federation
}

/**
 * Undefined where the token is good for nothing (any more).
 * @param now milliseconds since 1970
 */
export async function tokenState(
  tx: Tx,
  token: TokenSubject,
  now: number,
): Promise<TokenState | undefined> {
  const { userId, scope, delegation } = token
  const federation = token.federation && (await federationState(tx, userId, token.federation))
  if (token.federation !== undefined && federation === undefined) return undefined
  const state =
    delegation === undefined
      ? await scopeState(tx, userId, scope, now, federation?.idpId)
      : await UNDER[delegation.kind](tx, userId, scope, delegation.id, now)
  return state && federation ? { ...state, federation } : state
}

const UNDER = {
  trust: underTrust,
  application_credential: underApplicationCredential,
  access_token: underAccessToken,
} as const

/** The roles are those of the credential that its owner still has. */
async function underApplicationCredential(
  tx: Tx,
  userId: string,
  scope: TokenScope,
  id: string,
  now: number,
): Promise<TokenState | undefined> {
  const row = await delegatedCredential(tx, id)
  if (row === undefined) return undefined
  const state = await delegatedState(tx, row, userId, scope, now, () => roleIdsOfCredential(tx, id))
  if (state === undefined) return undefined
  const rules: AccessRule[] | undefined =
    row.ruled === 1 ? await rulesOfCredential(tx, id) : undefined
  const { name, expires_at: expiresAt } = row
  const unrestricted = row.unrestricted === 1
  const delegation = { kind: 'application_credential' as const, id, name, unrestricted, expiresAt }
  return { ...state, delegation: { ...delegation, rules } }
}

/** The roles are those that were allowed and that the user still has. Undefined where none is. */
async function underAccessToken(
  tx: Tx,
  userId: string,
  scope: TokenScope,
  id: string,
  now: number,
): Promise<TokenState | undefined> {
  const row = await delegatedAccessToken(tx, id)
  if (row === undefined) return undefined
  const state = await delegatedState(tx, row, userId, scope, now, () =>
    withImpliedRoles(tx, JSON.parse(row.role_ids) as string[]),
  )
  if (state === undefined) return undefined
  const { consumer_id: consumerId, expires_at: expiresAt } = row
  return { ...state, delegation: { kind: 'access_token', id, consumerId, expiresAt } }
}

/** Some roles of a user on a project, delegated to whoever has the secret. */
interface DelegatedRoles {
  readonly user_id: string
  readonly project_id: string
}

/**
 * The delegated roles that the user still has. Undefined where none is left, where they are another
 * user's, and where they are for another scope.
 * @param roleIds asked only where the rest holds
 */
async function delegatedState(
  tx: Tx,
  delegated: DelegatedRoles,
  userId: string,
  scope: TokenScope,
  now: number,
  roleIds: () => Promise<readonly { readonly role_id: string }[]>,
): Promise<TokenState | undefined> {
  if (delegated.user_id !== userId) return undefined
  if (scope.kind !== 'project' || scope.projectId !== delegated.project_id) return undefined
  const state = await scopeState(tx, userId, scope, now)
  if (state === undefined) return undefined
  const within = new Set((await roleIds()).map((role) => role.role_id))
  const roles = state.roles.filter((role) => within.has(role.id))
  return roles.length === 0 ? undefined : { ...state, roles }
}

/**
 * The trustee acts, as the trustor where that was agreed. All of the roles must still be the
 * trustor's: of a chain of trusts, the first one's (keystone/models/token_model.py).
 */
async function underTrust(
  tx: Tx,
  trusteeId: string,
  scope: TokenScope,
  id: string,
  now: number,
): Promise<TokenState | undefined> {
  const trust = await delegatedTrust(tx, id)
  if (trust === undefined || trust.trustee_user_id !== trusteeId) return undefined
  if ((scope.kind === 'project' ? scope.projectId : null) !== trust.project_id) return undefined
  const root = await rootOf(tx, trust)
  const [trustee, trustor] = [await able(tx, trusteeId), await able(tx, trust.trustor_user_id)]
  if (root === undefined || trustee === undefined || trustor === undefined) return undefined
  const roles = await rolesOfDelegatedTrust(tx, id)
  const held = new Set((await rolesIn(tx, root.trustor_user_id, scope, now)).map((role) => role.id))
  if (roles.some((role) => !held.has(role.id))) return undefined
  // The trustor's own state says whether the project is open.
  const own = await scopeState(tx, root.trustor_user_id, scope, now)
  if (own === undefined || (scope.kind === 'project' && roles.length === 0)) return undefined
  const impersonation = trust.impersonation === 1
  return {
    user: impersonation ? trustor : trustee,
    bearer: trustee,
    place: own.place,
    roles,
    delegation: {
      kind: 'trust',
      id,
      impersonation,
      trustorId: trustor.id,
      trusteeId,
      trustorGeneration: trustor.generation,
      expiresAt: trust.expires_at,
    },
  }
}

/** The trust from which others were redelegated. Undefined where one of those between is disabled. */
async function rootOf<T extends { trustor_user_id: string; redelegated_trust_id: string | null }>(
  tx: Tx,
  trust: T,
): Promise<{ trustor_user_id: string } | undefined> {
  let current: { trustor_user_id: string; redelegated_trust_id: string | null } = trust
  while (current.redelegated_trust_id !== null) {
    const above = await delegatedTrust(tx, current.redelegated_trust_id)
    if (above === undefined || (await able(tx, above.trustee_user_id)) === undefined) {
      return undefined
    }
    current = above
  }
  return current
}

async function able(tx: Tx, userId: string) {
  const user = await userState(tx, userId)
  return user === undefined || user.enabled === 0 || user.domain_enabled === 0 ? undefined : user
}
