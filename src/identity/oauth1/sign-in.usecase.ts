import type { RequestContext } from '../../kernel/context.ts'
import { Fault } from '../../kernel/faults.ts'
import { notAuthenticated, notExpected } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { findConsumer } from './consumers.store.ts'
import { checkParameters, type OauthParameters } from './signature.ts'
import {
  checkSignature,
  missingAccessToken,
  readParameters,
  refuseExpired,
  secretOf,
} from './signed-requests.ts'
import { findAccessToken, type AccessTokenRow } from './tokens.store.ts'

/**
 * The access token that a sign-in is signed with (keystone/auth/plugins/oauth1.py).
 * @throws 400 where the request is not signed, 404 where there is no such token, 401 where it was
 *   given to another consumer, has expired, or the signature is wrong, 429 after too many of these
 */
export async function provenAccess(env: IdentityEnv, ctx: RequestContext): Promise<AccessTokenRow> {
  const parameters = readParameters(ctx)
  const id = parameters.get('oauth_token')
  if (!id) throw notExpected('oauth_token', 'request')
  const attempt = { account: `oauth1 ${id}`, address: ctx.clientAddress }
  return env.throttle.guard(attempt, () => checkAccess(env, ctx, parameters, id))
}

async function checkAccess(
  env: IdentityEnv,
  ctx: RequestContext,
  parameters: OauthParameters,
  id: string,
): Promise<AccessTokenRow> {
  const { access, consumer } = await env.database.read(async (tx) => {
    const row = await findAccessToken(tx, id)
    return { access: row, consumer: row && (await findConsumer(tx, row.consumer_id)) }
  })
  if (access === undefined || consumer === undefined) throw missingAccessToken()
  ctx.noteClaimedUser({ userId: access.user_id })
  refuseExpired(access.expires_at, env.clock.now())
  try {
    checkParameters(parameters, env.processClock.now())
  } catch (error) {
    throw error instanceof Fault ? notAuthenticated(error.message) : error
  }
  if (parameters.get('oauth_consumer_key') !== consumer.id) {
    throw notAuthenticated('it was given to another consumer')
  }
  checkSignature(ctx, parameters, {
    consumer: secretOf(env.vault, 'consumer', consumer),
    token: secretOf(env.vault, 'access token', access),
  })
  return access
}
