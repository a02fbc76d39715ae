/** What consumers ask users for, and what users allow (keystone/oauth1/backends/sql.py). */
import { randomInt } from 'node:crypto'
import { isoTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { sealId } from '../credentials/secrets.ts'
import { missing, notAuthenticated, notAuthorized, notExpected } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { findPlace } from '../projects/projects.store.ts'
import { roleNamed } from '../roles/names.usecase.ts'
import { rolesIn } from '../tokens/tokens.store.ts'
import { findConsumer, type ConsumerRow } from './consumers.store.ts'
import { checkParameters, invalid, type OauthParameters } from './signature.ts'
import {
  checkSignature,
  endAfter,
  missingConsumer,
  missingRequestToken,
  newVerifier,
  readParameters,
  refuseExpired,
  secretOf,
  type HandedToken,
} from './signed-requests.ts'
import { allowRequestToken, findRequestToken, insertRequestToken } from './tokens.store.ts'

/** Seconds in which a user must allow what was asked for: [oauth1] request_token_duration. */
const LIFETIME = 28_800

/** By id or by name. */
export interface AskedRole {
  id?: string
  name?: string
}

/** For the project that a header names. @throws 400, 401, 404, 429 */
export async function createRequestToken(
  tx: Tx,
  env: IdentityEnv,
  ctx: RequestContext,
): Promise<HandedToken> {
  const parameters = readParameters(ctx)
  const consumerId = parameters.get('oauth_consumer_key')
  const projectId = ctx.headers['requested-project-id']
  if (!consumerId) throw notExpected('oauth_consumer_key', 'request')
  if (typeof projectId !== 'string' || projectId === '') {
    throw notExpected('Requested-Project-Id', 'request')
  }
  if ((await findPlace(tx, projectId)) === undefined) throw missing('project', projectId)
  const now = env.clock.now()
  const consumer = await signingConsumer(tx, env, ctx, consumerId, parameters)
  const end = endAfter(now, LIFETIME)
  const token = { id: env.ids.hex(), secret: env.ids.hex() }
  await insertRequestToken(tx, {
    id: token.id,
    secret: env.vault.seal(token.secret, sealId('request token', token.id)),
    consumer_id: consumer.id,
    project_id: projectId,
    verifier: null,
    user_id: null,
    role_ids: null,
    expires_at: isoTime(end),
  })
  return { token, end }
}

function signingConsumer(
  tx: Tx,
  env: IdentityEnv,
  ctx: RequestContext,
  id: string,
  parameters: OauthParameters,
): Promise<ConsumerRow> {
  const attempt = { account: `oauth1 ${id}`, address: ctx.clientAddress }
  return env.throttle.guard(attempt, async () => {
    const row = await findConsumer(tx, id)
    if (row === undefined) throw missingConsumer()
    checkParameters(parameters, env.processClock.now())
    if (!parameters.get('oauth_callback')) throw invalid('Missing callback URI.')
    const secret = secretOf(env.vault, 'consumer', row)
    checkSignature(ctx, parameters, { consumer: secret, token: '' })
    return row
  })
}

/**
 * Allows a consumer roles that the user has on the project that it asked for.
 * @returns the verifier, by which the consumer shows that it was allowed
 * @throws 401, 403, 404
 */
export async function allowRequest(
  tx: Tx,
  env: IdentityEnv,
  ctx: RequestContext,
  id: string,
  asked: readonly AskedRole[],
): Promise<string> {
  // Roles that were delegated are not delegated again by OAuth.
  if (ctx.token.delegation !== undefined) throw notAuthorized()
  const row = await findRequestToken(tx, id)
  if (row === undefined) throw missingRequestToken()
  refuseExpired(row.expires_at, env.clock.now())
  const roleIds = await roleIdsOf(tx, asked)
  const scope = { kind: 'project', projectId: row.project_id } as const
  const roles = await rolesIn(tx, ctx.userId, scope, env.clock.now())
  const held = new Set(roles.map((role) => role.id))
  if (!roleIds.every((roleId) => held.has(roleId))) {
    throw notAuthenticated('the user does not have the roles on the project')
  }
  const verifier = newVerifier((below) => randomInt(below))
  const given = { verifier, user_id: ctx.userId, role_ids: JSON.stringify(roleIds) }
  if (!(await allowRequestToken(tx, id, given))) throw missingRequestToken()
  return verifier
}

async function roleIdsOf(tx: Tx, asked: readonly AskedRole[]): Promise<string[]> {
  const ids = new Set<string>()
  for (const { id, name } of asked) ids.add(id ?? (await roleNamed(tx, name!)))
  return [...ids]
}
