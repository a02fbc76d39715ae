/**
 * What a token means whose bearer acts with powers that were handed on: by a trust, an
 * application credential or an access token of OAuth. Such powers shrink with those of whoever gave them, and never grow.
 */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import type { AccessRule } from '../access-rules/access-rules.ts'
import { vouchedFor } from '../federation/vouching.store.ts'
import { underAccessToken } from '../oauth1/standing.store.ts'
import { standingLent } from './loans.store.ts'
import { rolesIn, standingOf, userState, type RoleState, type Standing } from './tokens.store.ts'
import type { Delegation, Federation, TokenScope } from './tokens.ts'

const getApplicationCredential = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_application_credentials')
    .select(['id', 'name', 'user_id', 'project_id', 'expires_at', 'unrestricted', 'ruled'])
    .where('id', '=', p.id),
)

const getRoleIds = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_application_credential_roles')
    .select('role_id')
    .where('application_credential_id', '=', p.id),
)

const getRules = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_application_credential_rules as link')
    .innerJoin('identity_access_rules as rule', 'rule.id', 'link.access_rule_id')
    .select(['rule.id', 'rule.service', 'rule.path', 'rule.method'])
    .where('link.application_credential_id', '=', p.id)
    .orderBy('rule.id'),
)

const getTrust = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_trusts')
    .select(['id', 'trustor_user_id', 'trustee_user_id', 'project_id', 'impersonation'])
    .select(['expires_at', 'redelegated_trust_id'])
    .where('id', '=', p.id),
)

/** Roles that a trust hands on, with what they imply; those of one domain only imply others. */
const getTrustRoles = statement(
  (_db, p: { id: string }) => sql<RoleState>`
    with recursive handed (role_id) as (
      select role_id from identity_trust_roles where trust_id = ${p.id}
      union
      select implied_role_id from identity_implied_roles
      join handed on prior_role_id = role_id
    )
    select id, name from identity_roles join handed on id = role_id
    where domain_id is null order by name`,
)

export interface Bearing {
  readonly userId: string
  readonly scope: TokenScope
  readonly delegation?: Delegation
  readonly federation?: Federation
}

/**
 * Undefined where the token is good for nothing (any more).
 * @param now milliseconds since 1970
 */
export async function standingUnder(
  tx: Tx,
  token: Bearing,
  now: number,
): Promise<Standing | undefined> {
  const { userId, scope, delegation } = token
  const federation = token.federation && (await vouchedFor(tx, userId, token.federation))
  if (token.federation !== undefined && federation === undefined) return undefined
  const standing =
    delegation === undefined
      ? await standingOf(tx, userId, scope, now, federation?.idpId)
      : await UNDER[delegation.kind](tx, userId, scope, delegation.id, now)
  return standing && federation ? { ...standing, federation } : standing
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
): Promise<Standing | undefined> {
  const row = await tx.first(getApplicationCredential, { id })
  if (row === undefined) return undefined
  const standing = await standingLent(tx, row, userId, scope, now, () => tx.all(getRoleIds, { id }))
  if (standing === undefined) return undefined
  const rules: AccessRule[] | undefined =
    row.ruled === 1 ? await tx.all(getRules, { id }) : undefined
  const { name, expires_at: expiresAt } = row
  const unrestricted = row.unrestricted === 1
  const delegation = { kind: 'application_credential' as const, id, name, unrestricted, expiresAt }
  return { ...standing, delegation: { ...delegation, rules } }
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
): Promise<Standing | undefined> {
  const trust = await tx.first(getTrust, { id })
  if (trust === undefined || trust.trustee_user_id !== trusteeId) return undefined
  if ((scope.kind === 'project' ? scope.projectId : null) !== trust.project_id) return undefined
  const root = await rootOf(tx, trust)
  const [trustee, trustor] = [await able(tx, trusteeId), await able(tx, trust.trustor_user_id)]
  if (root === undefined || trustee === undefined || trustor === undefined) return undefined
  const roles = await tx.all(getTrustRoles, { id })
  const held = new Set((await rolesIn(tx, root.trustor_user_id, scope, now)).map((role) => role.id))
  if (roles.some((role) => !held.has(role.id))) return undefined
  // The trustor's own standing says whether the project is open.
  const own = await standingOf(tx, root.trustor_user_id, scope, now)
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

/** The trust that others were handed on from. Undefined where one of those between is disabled. */
async function rootOf<T extends { trustor_user_id: string; redelegated_trust_id: string | null }>(
  tx: Tx,
  trust: T,
): Promise<{ trustor_user_id: string } | undefined> {
  let current: { trustor_user_id: string; redelegated_trust_id: string | null } = trust
  while (current.redelegated_trust_id !== null) {
    const above = await tx.first(getTrust, { id: current.redelegated_trust_id })
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
