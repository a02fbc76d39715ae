import type { RequestContext } from '../../kernel/context.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
import { extraOf } from '../collections.ts'
import { anybody, type Belonging } from '../groups/belonging.store.ts'
import { missing, notAuthorized } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { roleNamed } from '../roles/names.usecase.ts'
import { findRole } from '../roles/roles.store.ts'
import { requireStaying } from '../rows.store.ts'
import { expirationOf } from '../times.ts'
import { placeState } from '../tokens/tokens.store.ts'
import { findUser } from '../users/users.store.ts'
import { TRUST_ATTRIBUTES, type NewTrust } from './trusts.schemas.ts'
import {
  findTrust,
  insertTrust,
  pedigreeOf,
  roleIdsOn,
  rolesOfTrust,
  type TrustRow,
} from './trusts.store.ts'
import { isAlive, redelegationCount, refuseMoreThan } from './trusts.ts'

/** Entrusts somebody with roles: one's own, or those of the trust that the token was made with. */
export async function createTrust(
  tx: Tx,
  ctx: RequestContext,
  env: IdentityEnv,
  asked: NewTrust,
): Promise<TrustRow> {
  const { token } = ctx
  const projectId = asked.project_id || null
  if (projectId !== null && (asked.roles ?? []).length === 0) {
    throw notAuthorized('At least one role should be specified')
  }
  if (token.userId !== asked.trustor_user_id) {
    throw notAuthorized('The authenticated user should match the trustor')
  }
  if ((await findUser(tx, asked.trustee_user_id)) === undefined) {
    throw missing('user', asked.trustee_user_id)
  }
  const roleIds = new Set<string>()
  for (const { id, name } of asked.roles ?? []) roleIds.add(id || (await roleNamed(tx, name ?? '')))
  const chain = await chainOf(tx, ctx, env)
  const trustorId = chain.at(-1)?.trustor_user_id ?? token.userId
  await requireRoles(tx, projectId, anybody(trustorId, env.clock.now()), roleIds)
  const parent = chain[0]
  const { maxRedelegationCount: most } = env.configuration
  const count = redelegationCount(
    {
      allowed: asked.allow_redelegation === true,
      count: asked.redelegation_count ?? null,
      remainingUses: asked.remaining_uses ?? null,
    },
    parent?.redelegation_count,
    most,
  )
  const now = env.clock.now()
  const row = {
    id: env.ids.hex(),
    trustor_user_id: asked.trustor_user_id,
    trustee_user_id: asked.trustee_user_id,
    project_id: projectId,
    impersonation: asked.impersonation ? 1 : 0,
    expires_at: asked.expires_at
      ? wholeSeconds(expirationOf(asked.expires_at, now))
      : (parent?.expires_at ?? null),
    remaining_uses: asked.remaining_uses ?? null,
    redelegation_count: count,
    redelegated_trust_id: parent?.id ?? null,
    extra: JSON.stringify(extraOf(asked, TRUST_ATTRIBUTES)),
  }
  for (const above of chain) await refuseBeyond(tx, above, row, roleIds, most)
  const { trustor_user_id: trustor, trustee_user_id: trustee } = row
  const place = projectId === null ? [] : [['project', projectId] as const]
  const roles = [...roleIds].map((id) => ['role', id] as const)
  await requireStaying(tx, ['user', trustor], ['user', trustee], ...place, ...roles)
  await insertTrust(tx, row, [...roleIds])
  return row
}

/** The trust of the token and those above it; empty where the token is simply its bearer's. */
async function chainOf(tx: Tx, { token }: RequestContext, env: IdentityEnv): Promise<TrustRow[]> {
  if (token.delegation?.kind !== 'trust') return []
  const trust = await findTrust(tx, token.delegation.id)
  if (trust === undefined || !isAlive({ ...trust, remaining_uses: null }, env.clock.isoNow())) {
    throw missing('trust', token.delegation.id)
  }
  return pedigreeOf(tx, trust)
}

/** @throws 404 for a role that whoever trusts does not have on the project */
async function requireRoles(
  tx: Tx,
  projectId: string | null,
  trustor: Belonging,
  roleIds: ReadonlySet<string>,
): Promise<void> {
  if (projectId !== null && (await placeState(tx, projectId)) === undefined) {
    throw missing('project', projectId)
  }
  const held = projectId === null ? new Set() : await roleIdsOn(tx, projectId, trustor)
  for (const id of roleIds) {
    if (!held.has(id) || (await findRole(tx, id)) === undefined) throw missing('role', id)
  }
}

async function refuseBeyond(
  tx: Tx,
  above: TrustRow,
  row: TrustRow,
  roleIds: ReadonlySet<string>,
  most: number,
): Promise<void> {
  if (above.project_id !== row.project_id) throw notAuthorized()
  const given = await rolesOfTrust(tx, above.id)
  const parent = {
    redelegationCount: above.redelegation_count,
    impersonation: above.impersonation === 1,
    expiresAt: above.expires_at,
    roleIds: new Set(given.map((role) => role.id)),
  }
  const child = {
    impersonation: row.impersonation === 1,
    expiresAt: row.expires_at,
    remainingUses: row.remaining_uses,
    roleIds,
  }
  refuseMoreThan(parent, child, most)
}

/** Keystone keeps no fractions of the second at which a trust ends. */
function wholeSeconds(time: string): string {
  return isoTime(Math.floor(Date.parse(time) / 1000) * 1000)
}
