import { randomBytes } from 'node:crypto'
import type { Token } from '../../kernel/context.ts'
import { badRequest, notFound } from '../../kernel/faults.ts'
import type { Target } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { findRule } from '../access-rules/access-rules.store.ts'
import { collection, collectionOf, limitOf, listQuery } from '../collections.ts'
import { refuseRestricted, refuseTrusts } from '../delegated.ts'
import { found, missing, notAuthorized, type Sought } from '../faults.ts'
import { operation, type IdentityEnv } from '../operation.ts'
import { roleNamed } from '../roles/names.usecase.ts'
import { impliedRoles } from '../roles/roles.store.ts'
import { rolesIn } from '../tokens/tokens.store.ts'
import { requireStaying } from '../rows.store.ts'
import { expirationOf } from '../times.ts'
import { refuseOneMore } from '../user-limits.usecase.ts'
import {
  NEW_APPLICATION_CREDENTIAL,
  type AskedRole,
  type AskedRule,
  type NewApplicationCredential,
} from './application-credentials.schemas.ts'
import {
  completed,
  deleteCredential,
  findCredential,
  insertCredential,
  listCredentials,
  sharedRule,
  type ApplicationCredential,
  type CredentialRow,
} from './application-credentials.store.ts'
import { CREDENTIAL, NEW_CREDENTIAL, renderCredential } from './application-credentials.view.ts'
import * as policies from './policies.ts'

/** The owner is whom the credential belongs to, whatever the path says. */
const credential: Target<
  Sought<CredentialRow> & { readonly userId: string },
  { readonly user_id: string; readonly application_credential_id: string }
> = {
  async load(tx, _ctx, { user_id, application_credential_id: id }) {
    const row = await findCredential(tx, id)
    return { id, row, userId: row?.user_id ?? user_id }
  },
  attributes: ({ userId }) => ({ user_id: userId }),
}

function invalid(detail: string) {
  return badRequest(`Invalid application credential: ${detail}`)
}

/** The ids of the roles and of all that they imply, which the token itself must have. */
async function lentRoles(
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
async function refuseFleeting(
  tx: Tx,
  userId: string,
  projectId: string,
  roleIds: readonly string[],
  now: number,
): Promise<void> {
  const own = await rolesIn(tx, userId, { kind: 'project', projectId }, now)
  const fleeting = roleIds.find((id) => !own.some((role) => role.id === id))
  if (fleeting === undefined) return
  throw invalid(
    `Could not find role assignment with role: ${fleeting}, user or group: ${userId}, ` +
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

async function create(
  env: IdentityEnv,
  token: Token,
  projectId: string,
  asked: NewApplicationCredential,
): Promise<{ made: ApplicationCredential; secret: string }> {
  const { expires_at: end, unrestricted = null } = asked
  const admission = await env.tokens.inspect(token.id)
  const held = new Set(admission?.standing.roles.map((role) => role.id))
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
    const roles = await lentRoles(tx, asked.roles, held)
    if (token.identityProviderId !== undefined) {
      await refuseFleeting(tx, token.userId, projectId, roles, env.clock.now())
    }
    await requireStaying(tx, ...roles.map((id) => ['role', id] as const))
    const rules = await ruleIds(tx, env, token.userId, asked.access_rules ?? [])
    await insertCredential(tx, row, roles, rules)
    return { made: (await completed(tx, [row]))[0]!, secret }
  })
}

export const applicationCredentialsOperations = [
  operation({
    id: 'application_credentials.list',
    method: 'GET',
    path: '/users/{user_id}/application_credentials',
    summary: 'List the application credentials of a user.',
    policy: policies.LIST_CREDENTIALS,
    judgedOn: ({ params }) => ({ user_id: params.user_id }),
    query: listQuery('name'),
    response: { 200: collectionOf('application_credentials', CREDENTIAL) },
    errors: [403],
    async handle({ tx, ctx, params }) {
      refuseTrusts(ctx.token)
      const rows = await listCredentials(tx, params.user_id, ctx.search, limitOf(ctx))
      const items = (await completed(tx, rows)).map((one) => renderCredential(one, ctx))
      return collection(
        ctx,
        'application_credentials',
        items,
        rows.map((row) => row.id),
      )
    },
  }),

  operation({
    id: 'application_credentials.create',
    method: 'POST',
    path: '/users/{user_id}/application_credentials',
    summary: 'Make an application credential for oneself, in the project of the token.',
    policy: policies.CREATE_CREDENTIAL,
    judgedOn: ({ params }) => ({ user_id: params.user_id }),
    transaction: 'none',
    body: NEW_APPLICATION_CREDENTIAL,
    success: 201,
    response: { 201: closed({ application_credential: NEW_CREDENTIAL }) },
    errors: [400, 403, 404, 409],
    async handle({ env, ctx, params, body }) {
      const { token } = ctx
      refuseTrusts(token)
      refuseRestricted(token, 'application credentials')
      if (token.userId !== params.user_id || token.projectId === undefined) {
        throw notAuthorized('Cannot create an application credential for another user.')
      }
      const asked = body.application_credential
      const { made, secret } = await create(env, token, token.projectId, asked)
      return { application_credential: renderCredential(made, ctx, secret) }
    },
  }),

  operation({
    id: 'application_credentials.show',
    method: 'GET',
    path: '/users/{user_id}/application_credentials/{application_credential_id}',
    summary: 'Show an application credential, without its secret.',
    policy: policies.GET_CREDENTIAL,
    target: credential,
    response: { 200: closed({ application_credential: CREDENTIAL }) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      refuseTrusts(ctx.token)
      const [shown] = await completed(tx, [found('Application Credential', target)])
      return { application_credential: renderCredential(shown!, ctx) }
    },
  }),

  operation({
    id: 'application_credentials.delete',
    method: 'DELETE',
    path: '/users/{user_id}/application_credentials/{application_credential_id}',
    summary: 'Delete an application credential; its tokens end with the next request.',
    policy: policies.DELETE_CREDENTIAL,
    target: credential,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      refuseTrusts(ctx.token)
      refuseRestricted(ctx.token, 'application credentials')
      const { id } = found('Application Credential', target)
      if (!(await deleteCredential(tx, id))) throw notFound()
    },
  }),
]
