/** How a consumer takes what a user has allowed it (keystone/api/os_oauth1.py, AccessTokenResource). */
import { isoTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { isSame } from '../constant-time.ts'
import { sealId } from '../credentials/secrets.ts'
import { notAuthenticated, notExpected } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { findConsumer } from './consumers.store.ts'
import { checkParameters, invalid, type OauthParameters } from './signature.ts'
import {
  checkSignature,
  endAfter,
  missingRequestToken,
  readParameters,
  refuseExpired,
  secretOf,
  VERIFIER,
  type HandedToken,
} from './signed-requests.ts'
import { exchangeRequestToken, findRequestToken } from './tokens.store.ts'

/** Seconds that a consumer may act for a user: [oauth1] access_token_duration. */
const LIFETIME = 86_400

/** A request token is exchanged once. @throws 400, 401, 404, 429 */
export async function takeAccessToken(
  tx: Tx,
  env: IdentityEnv,
  ctx: RequestContext,
): Promise<HandedToken> {
  const parameters = readParameters(ctx)
  for (const name of ['oauth_consumer_key', 'oauth_token', 'oauth_verifier']) {
    if (!parameters.get(name)) throw notExpected(name, 'request')
  }
  const verifier = parameters.get('oauth_verifier')!
  const id = parameters.get('oauth_token')!
  const now = env.clock.now()
  const attempt = { account: `oauth1 ${id}`, address: ctx.clientAddress }
  const allowed = await env.throttle.guard(attempt, () => {
    return allowedRequest(tx, env, ctx, id, parameters, now)
  })
  const end = endAfter(now, LIFETIME)
  const token = { id: env.ids.hex(), secret: env.ids.hex() }
  const given = {
    id: token.id,
    secret: env.vault.seal(token.secret, sealId('access token', token.id)),
    consumer_id: allowed.consumer_id,
    project_id: allowed.project_id,
    user_id: allowed.user_id,
    role_ids: allowed.role_ids ?? '[]',
    expires_at: isoTime(end),
  }
  if (!(await exchangeRequestToken(tx, { id, verifier }, given))) throw missingRequestToken()
  return { token, end }
}

/** The request token of the consumer that signed, which a user has allowed. */
async function allowedRequest(
  tx: Tx,
  env: IdentityEnv,
  ctx: RequestContext,
  id: string,
  parameters: OauthParameters,
  now: number,
) {
  const row = await findRequestToken(tx, id)
  if (row === undefined) throw missingRequestToken()
  refuseExpired(row.expires_at, now)
  checkParameters(parameters, env.processClock.now())
  const verifier = parameters.get('oauth_verifier')!
  if (!VERIFIER.test(verifier)) throw invalid('Invalid verifier format.')
  const consumer = await findConsumer(tx, row.consumer_id)
  if (consumer?.id !== parameters.get('oauth_consumer_key')) {
    throw notAuthenticated('another consumer asked for it')
  }
  checkSignature(ctx, parameters, {
    consumer: secretOf(env.vault, 'consumer', consumer!),
    token: secretOf(env.vault, 'request token', row),
  })
  const { user_id: allowedBy } = row
  if (allowedBy === null || !isSame(row.verifier ?? '', verifier)) {
    throw notAuthenticated('no user has allowed it, or the verifier is wrong')
  }
  return { ...row, user_id: allowedBy }
}
