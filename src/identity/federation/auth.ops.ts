/** Tokens for programs that show an access token of an identity provider. */
import type { Static } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { PUBLIC } from '../../kernel/operation.ts'
import type { OidcProvider } from '../oidc-client/provider.ts'
import { notAuthenticated } from '../faults.ts'
import { operation, type IdentityEnv } from '../operation.ts'
import { RECEIPT_BODY, receiptReply } from '../tokens/receipts.view.ts'
import { NO_CATALOG, tokenReply } from '../tokens/tokens.ops.ts'
import { TOKEN_BODY } from '../tokens/tokens.view.ts'
import { enabledProtocol } from './mapped-users.usecase.ts'
import { signInFrom } from './federated-sign-in.usecase.ts'

/** @throws 401 where operators have not said how to ask it, 403, 404 */
export async function providerFor(
  env: IdentityEnv,
  { idp_id: idpId, protocol_id: protocolId }: { idp_id: string; protocol_id: string },
): Promise<OidcProvider> {
  await env.database.read((tx) => enabledProtocol(tx, idpId, protocolId))
  const provider = env.oidc.find(idpId, protocolId)
  if (provider === undefined) {
    throw notAuthenticated(`no OpenID provider is configured for ${idpId} and ${protocolId}`)
  }
  return provider
}

function bearerOf({ headers }: RequestContext): string {
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '') ?? []
  if (token === undefined) throw notAuthenticated('there is no access token')
  return token
}

const signingIn = {
  path: '/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth',
  summary: 'Get an unscoped token for an access token of an identity provider.',
  policy: PUBLIC,
  signsIn: true,
  transaction: 'none',
  query: NO_CATALOG,
  success: 201,
  response: { 201: TOKEN_BODY, 401: RECEIPT_BODY },
  errors: [403, 404, 409],
} as const

async function signIn(
  env: IdentityEnv,
  ctx: RequestContext,
  params: { readonly idp_id: string; readonly protocol_id: string },
  query: Static<typeof NO_CATALOG>,
) {
  const provider = await providerFor(env, params)
  const claims = await provider.bearer(bearerOf(ctx))
  const signedIn = await signInFrom(env, ctx, provider.settings, claims)
  if ('admission' in signedIn) return tokenReply(env, ctx, signedIn.admission, query)
  return receiptReply(signedIn.receipt, signedIn.required)
}

export const federationAuthOperations = [
  operation({
    ...signingIn,
    id: 'federation.auth',
    method: 'GET',
    handle: ({ env, ctx, params, query }) => signIn(env, ctx, params, query),
  }),

  operation({
    ...signingIn,
    id: 'federation.auth_post',
    method: 'POST',
    handle: ({ env, ctx, params, query }) => signIn(env, ctx, params, query),
  }),
]
