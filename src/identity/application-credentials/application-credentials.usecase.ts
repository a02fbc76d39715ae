import { randomBytes } from 'node:crypto'
import type { Token } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { findRule } from '../access-rules/access-rules.store.ts'
import { missing } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { roleNamed } from '../roles/names.usecase.ts'
import { impliedRoles } from '../roles/roles.store.ts'
import { rolesIn } from '../tokens/tokens.store.ts'
import { requireStaying } from '../rows.store.ts'
import { expirationOf } from '../times.ts'
import { refuseOneMore } from '../user-limits.usecase.ts'
import type {
  AskedRole,
  AskedRule,
  NewApplicationCredential,
} from './application-credentials.schemas.ts'
import {
  completed,
  insertCredential,
  sharedRule,
  type ApplicationCredential,
} from './application-credentials.store.ts'

/**
 * For the caller, with some or all of the roles of the token.
 * @returns the secret too, which is not kept
 * @throws 400, 403, 404, 409
 */
export async function createApplicationCredential(
  env: IdentityEnv,
  token: Token,
  projectId: string,
  asked: NewApplicationCredential,
): Promise<{ made: ApplicationCredential; secret: string }> {
  const { expires_at: end, unrestricted = null } = asked
  const admission = await env.tokens.inspect(token.id)
  const held = new Set(admission?.state.roles.map((role) => role.id))
  const expiresAt = end ? expirationOf(end, env.clock.now()) : null
  const secret = asked.secret || randomBytes(64).toString('base64url')
  const row = {
    id: env.ids.hex(),
    user_id: token.userId,
    project_id: projectId,
    name: asked.name.trim(),
    description: asked.description ?? null,
    secret_hash: await env.passwords.hash(secret),
    expires_at: expiresAt,
    unrestricted: unrestricted === null ? null : Number(unrestricted),
    ruled: asked.access_rules === undefined || asked.access_rules.length === 0 ? 0 : 1,
  }
  const { applicationCredentialUserLimit: most } = env.configuration
  return env.database.write(async (tx) => {
    await requireStaying(tx, ['user', token.userId], ['project', projectId])
    await refuseOneMore(tx, 'identity_application_credentials', token.userId, most)
    const roles = await delegatedRoles(tx, asked.roles, held)
    if (token.identityProviderId !== undefined) {
      await refuseFederatedRoles(tx, token.userId, projectId, roles, env.clock.now())
    }
    await requireStaying(tx, ...roles.map((id) => ['role', id] as const))
    const rules = await ruleIds(tx, env, token.userId, asked.access_rules ?? [])
    await insertCredential(tx, row, roles, rules)
    return { made: (await completed(tx, [row]))[0]!, secret }
  })
}

/** The ids of the roles and of all that they imply, which the token itself must have. */
async function delegatedRoles(
  tx: Tx,
  asked: readonly AskedRole[] | undefined,
  held: ReadonlySet<string>,
): Promise<string[]> {
  if (asked === undefined || asked.length === 0) return [...held]
  const ids = new Set<string>()
  for (const { id, name } of asked) ids.add(id || (await roleNamed(tx, name ?? '')))
  // A set grows while it is walked: what is implied implies more.
  for (const id of ids) for (const { implied } of await impliedRoles(tx, id)) ids.add(implied.id)
  for (const id of ids) {
    if (!held.has(id)) {
      throw invalid('Cannot create an application credential with unassigned role')
    }
  }
  return [...ids]
}

/** Roles that only the token of an identity provider gives do not outlive it. */
async function refuseFederatedRoles(
  tx: Tx,
  userId: string,
  projectId: string,
  roleIds: readonly string[],
  now: number,
): Promise<void> {
  const own = await rolesIn(tx, userId, { kind: 'project', projectId }, now)
  const federated = roleIds.find((id) => !own.some((role) => role.id === id))
  if (federated === undefined) return
  throw invalid(
    `Could not find role assignment with role: ${federated}, user or group: ${userId}, ` +
      `project, domain, or system: ${projectId}.`,
  )
}

async function ruleIds(
  tx: Tx,
  env: IdentityEnv,
  userId: string,
  asked: readonly AskedRule[],
): Promise<string[]> {
  const ids = new Set<string>()
  for (const { id, service, path, method } of asked) {
    const known = id === undefined ? undefined : await findRule(tx, id)
    if (known?.user_id === userId) ids.add(known.id)
    else if (service === undefined || path === undefined || method === undefined) {
      throw invalid(
        id === undefined
          ? 'an access rule needs service, path and method.'
          : missing('Access Rule', id).message,
      )
    } else {
      const row = { id: env.ids.hex(), user_id: userId, service, path, method }
      ids.add(await sharedRule(tx, row))
    }
  }
  return [...ids]
}

function invalid(detail: string) {
  return badRequest(`Invalid application credential: ${detail}`)
}
