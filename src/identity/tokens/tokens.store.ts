/** What a token means at this moment: the state of its user, its scope, and the roles there. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { inList, rememberedStatement, statement } from '../../storage/statement.ts'
import type { AccessRule } from '../access-rules/access-rules.ts'
import { madeTo } from '../grants/actors.store.ts'
import { groupIdsOf, type Belonging } from '../groups/belonging.store.ts'
import type { Federation, TokenScope } from './tokens.ts'

export interface UserState {
  readonly id: string
  readonly name: string
  readonly enabled: number
  readonly generation: number
  readonly default_project_id: string | null
  readonly options: string
  readonly domain_id: string
  readonly domain_name: string
  readonly domain_enabled: number
  readonly password_expires_at: string | null
}

/** A project or a domain. */
export interface PlaceState {
  readonly id: string
  readonly name: string
  readonly is_domain: number
  readonly enabled: number
  readonly generation: number
  /** Null for a domain. */
  readonly domain_id: string | null
  readonly domain_name: string | null
  readonly domain_enabled: number | null
}

export interface RoleState {
  readonly id: string
  readonly name: string
}

/** A delegation, as the database has it now. */
export type DelegationState =
  | {
      readonly kind: 'application_credential'
      readonly id: string
      readonly name: string
      readonly unrestricted: boolean
      readonly expiresAt: string | null
      /** The only calls that are allowed; undefined where any is. */
      readonly rules: readonly AccessRule[] | undefined
    }
  | {
      readonly kind: 'trust'
      readonly id: string
      readonly impersonation: boolean
      readonly trustorId: string
      readonly trusteeId: string
      readonly trustorGeneration: number
      readonly expiresAt: string | null
    }
  | {
      readonly kind: 'access_token'
      readonly id: string
      readonly consumerId: string
      readonly expiresAt: string | null
    }

/** Who may do what where, as the database has it now. */
export interface TokenState {
  /** Who acts. */
  readonly user: UserState
  /** Who signed in: not the same where a trust lets one impersonate another. */
  readonly bearer: UserState
  /** The project or domain of the scope. */
  readonly place: PlaceState | undefined
  /** Effective: assigned or inherited, to the user or a group, and all that these imply. */
  readonly roles: readonly RoleState[]
  readonly delegation?: DelegationState
  /** The identity provider of the bearer, and the groups that it told of. */
  readonly federation?: Federation & { readonly groupIds: readonly string[] }
}

/**
 * Counts what ends tokens of everybody they depend on: each part only grows, so the sum stays the
 * same only while all of them do.
 */
export function generationOf({ bearer, delegation }: TokenState): number {
  return bearer.generation + (delegation?.kind === 'trust' ? delegation.trustorGeneration : 0)
}

const NOTHING = Object.freeze({})

const getEpoch = rememberedStatement(
  (db) => db.selectFrom('identity_state').select('epoch').where('id', '=', 1),
  (row) => row,
)

const incrementEpoch = statement((db) =>
  db
    .updateTable('identity_state')
    .set((row) => ({ epoch: row('epoch', '+', 1) }))
    .where('id', '=', 1),
)

const getUser = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_users as user')
    .innerJoin('identity_projects as domain', 'domain.id', 'user.domain_id')
    .select([
      'user.id',
      'user.name',
      'user.enabled',
      'user.generation',
      'user.default_project_id',
      'user.options',
      'user.domain_id',
      'domain.name as domain_name',
      'domain.enabled as domain_enabled',
    ])
    .select((user) =>
      user
        .selectFrom('identity_passwords as password')
        .select('password.expires_at')
        .whereRef('password.user_id', '=', 'user.id')
        .orderBy('password.number', 'desc')
        .limit(1)
        .as('password_expires_at'),
    )
    .where('user.id', '=', p.id),
)

const getPlace = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_projects as place')
    .leftJoin('identity_projects as domain', 'domain.id', 'place.domain_id')
    .select([
      'place.id',
      'place.name',
      'place.is_domain',
      'place.enabled',
      'place.generation',
      'place.domain_id',
      'domain.name as domain_name',
      'domain.enabled as domain_enabled',
    ])
    .where('place.id', '=', p.id),
)

/**
 * Assignments on the target itself, and those that its parents (up to the domain) pass down.
 * Roles of one domain only serve to imply others; a token never shows them.
 */
const getRoles = statement(
  (_db, p: Belonging & { targetType: string; targetId: string }) => sql<RoleState>`
    with recursive
    above (id) as (
      select parent_id from identity_projects where id = ${p.targetId} and parent_id is not null
      union
      select parent_id from identity_projects join above using (id) where parent_id is not null
    ),
    effective (role_id) as (
      select role_id from identity_assignments
      where ((target_type = ${p.targetType} and target_id = ${p.targetId} and inherited = 0)
          or (inherited = 1 and target_id in (select id from above)))
        and ${madeTo(p.userId, groupIdsOf(p))}
      union
      select implied_role_id from identity_implied_roles
      join effective on prior_role_id = role_id
    )
    select id, name from identity_roles join effective on id = role_id
    where domain_id is null order by name`,
)

const findRevoked = statement((db, p: { auditIds: readonly string[] }) =>
  db
    .selectFrom('identity_revocations')
    .select('audit_id')
    .where('audit_id', 'in', inList(p.auditIds)),
)

const insertRevocation = statement(
  (db, p: { audit_id: string; revoked_at: string; expires_at: string }) =>
    db
      .insertInto('identity_revocations')
      .values({ audit_id: p.audit_id, revoked_at: p.revoked_at, expires_at: p.expires_at })
      .onConflict((conflict) => conflict.doNothing()),
)

const deleteOutdated = statement((db, p: { now: string }) =>
  db.deleteFrom('identity_revocations').where('expires_at', '<', p.now),
)

/** The row of `epochOf`; undefined before the bootstrap. Every request asks for it. */
export function epochState(tx: Tx): Promise<{ readonly epoch: number } | undefined> {
  return tx.first(getEpoch, NOTHING)
}

/** The number that tells whether anything changed that issued tokens depend on. */
export async function epochOf(tx: Tx): Promise<number> {
  const row = await epochState(tx)
  if (row === undefined) throw new Error('identity has not been bootstrapped')
  return row.epoch
}

/**
 * Part of every change that may alter what an issued token means; it takes effect on all replicas
 * with their next request.
 */
export async function bumpEpoch(tx: Tx): Promise<void> {
  await tx.run(incrementEpoch, NOTHING)
}

export function userState(tx: Tx, id: string): Promise<UserState | undefined> {
  return tx.first(getUser, { id })
}

export function placeState(tx: Tx, id: string): Promise<PlaceState | undefined> {
  return tx.first(getPlace, { id })
}

/**
 * The roles a user has in a scope; none in an unscoped token.
 * @param now milliseconds since 1970
 * @param idpId the identity provider behind the token, if there is one
 */
export async function rolesIn(
  tx: Tx,
  userId: string,
  scope: TokenScope,
  now: number,
  idpId = '',
): Promise<RoleState[]> {
  if (scope.kind === 'unscoped') return []
  return tx.all(getRoles, {
    userId,
    now,
    // What a provider tells of does not reach the system (keystone/models/token_model.py).
    idpId: scope.kind === 'system' ? '' : idpId,
    targetType: scope.kind,
    targetId: targetIdOf(scope) ?? 'system',
  })
}

/** Undefined where the user may not come in: gone, disabled, or without a role in the scope. */
export async function scopeState(
  tx: Tx,
  userId: string,
  scope: TokenScope,
  now: number,
  idpId = '',
): Promise<TokenState | undefined> {
  const user = await userState(tx, userId)
  if (user === undefined || user.enabled === 0 || user.domain_enabled === 0) return undefined
  const targetId = targetIdOf(scope)
  const place = targetId === undefined ? undefined : await placeState(tx, targetId)
  if (targetId !== undefined && !isOpen(place, scope)) return undefined
  const roles = await rolesIn(tx, userId, scope, now, idpId)
  if (scope.kind !== 'unscoped' && roles.length === 0) return undefined
  return { user, bearer: user, place, roles }
}

function targetIdOf(scope: TokenScope): string | undefined {
  if (scope.kind === 'project') return scope.projectId
  return scope.kind === 'domain' ? scope.domainId : undefined
}

function isOpen(place: PlaceState | undefined, scope: TokenScope): boolean {
  if (place === undefined || place.enabled === 0 || place.domain_enabled === 0) return false
  return (scope.kind === 'domain') === (place.is_domain === 1)
}

export async function isRevoked(tx: Tx, auditIds: readonly string[]): Promise<boolean> {
  return (await tx.first(findRevoked, { auditIds })) !== undefined
}

/** Revokes one token. Revocations of tokens that have expired by now are forgotten. */
export async function revoke(
  tx: Tx,
  revocation: { auditId: string; now: string; expiresAt: string },
): Promise<void> {
  const { auditId, now, expiresAt } = revocation
  await tx.run(deleteOutdated, { now })
  await tx.run(insertRevocation, { audit_id: auditId, revoked_at: now, expires_at: expiresAt })
  await bumpEpoch(tx)
}
