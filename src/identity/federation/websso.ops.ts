/** Signing in to a dashboard by way of an identity provider (keystone/api/auth.py). */
import { randomBytes } from 'node:crypto'
import { Type as T, type Static } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { PUBLIC, Reply } from '../../kernel/operation.ts'
import type { OidcProvider } from '../oidc-client/provider.ts'
import { notAuthenticated } from '../faults.ts'
import { operation, type IdentityEnv } from '../operation.ts'
import { providerFor } from './auth.ops.ts'
import { cookieName, cookieValue, FLOW_LIFETIME, secretsOf, flowOf } from './authorization-flow.ts'
import { findProtocol } from './protocols.store.ts'
import { isTrusted } from './settings.ts'
import { signInFrom } from './federated-sign-in.usecase.ts'
import { FORM_HEADERS, formTo } from './websso.view.ts'

const QUERY = T.Object({
  origin: T.Optional(T.String({ description: 'Where the dashboard takes the token.' })),
  iss: T.Optional(T.String({ description: 'The issuer; of several, the one to ask.' })),
  code: T.Optional(T.String()),
  state: T.Optional(T.String()),
  error: T.Optional(T.String()),
})

type SentBack = Static<typeof QUERY>

const NEVER_STORED = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }

/** @throws 400, 401 */
function originOf(env: IdentityEnv, { origin }: SentBack): string {
  if (!origin) throw badRequest('Request must have an origin query parameter')
  if (!isTrusted(env.oidc.settings, origin)) {
    throw notAuthenticated(`${origin} is not a trusted dashboard host`)
  }
  return origin
}

/** Each provider has a way back of its own, so that none can answer for another. */
function redirectUriOf(ctx: RequestContext, { settings }: OidcProvider): string {
  const [idp, protocol] = [settings.identityProvider, settings.protocol].map(encodeURIComponent)
  const path = `/auth/OS-FEDERATION/identity_providers/${idp}/protocols/${protocol}/websso`
  return ctx.endpoint + path
}

function cookie(redirectUri: string, name: string, value: string, seconds: number): string {
  const { pathname, protocol } = new URL(redirectUri)
  const secure = protocol === 'https:' ? '; Secure' : ''
  const attributes = `Path=${pathname}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
  return `${name}=${value}; ${attributes}`
}

async function startSignIn(
  ctx: RequestContext,
  provider: OidcProvider,
  origin: string,
): Promise<Reply> {
  const { identityProvider: idpId, protocol: protocolId } = provider.settings
  const redirectUri = redirectUriOf(ctx, provider)
  const flow = { secret: randomBytes(32).toString('base64url'), idpId, protocolId, origin }
  const secrets = secretsOf(flow)
  return new Reply({
    status: 302,
    headers: {
      ...NEVER_STORED,
      Location: await provider.authorizationUrl({ ...secrets, redirectUri }),
      'Set-Cookie': cookie(
        redirectUri,
        cookieName(secrets.state),
        cookieValue(flow),
        FLOW_LIFETIME,
      ),
    },
  })
}

/** @throws 401 */
async function finishSignIn(
  env: IdentityEnv,
  ctx: RequestContext,
  provider: OidcProvider,
  { state, code, error, iss }: SentBack & { state: string },
): Promise<Reply> {
  const { settings } = provider
  const place = { idpId: settings.identityProvider, protocolId: settings.protocol }
  const flow = flowOf(ctx.headers.cookie ?? '', state, place)
  if (flow === undefined) throw notAuthenticated('the sign-in was not begun by this browser')
  if (!isTrusted(env.oidc.settings, flow.origin)) {
    throw notAuthenticated(`${flow.origin} is not a trusted dashboard host any more`)
  }
  if (code === undefined) throw notAuthenticated(`the provider says ${error ?? null}`)
  const redirectUri = redirectUriOf(ctx, provider)
  const request = { ...secretsOf(flow), redirectUri }
  const claims = await provider.redeem(code, iss ?? null, request)
  const signedIn = await signInFrom(env, ctx, settings, claims)
  if (!('admission' in signedIn)) throw notAuthenticated('the rules of the user ask for more')
  const { html, policy } = formTo(flow.origin, signedIn.admission.token.id)
  return new Reply({
    headers: {
      ...NEVER_STORED,
      ...FORM_HEADERS,
      'Content-Security-Policy': policy,
      'Set-Cookie': cookie(redirectUri, cookieName(state), '', 0),
    },
    body: html,
  })
}

/** Of those that are registered the one that the issuer names, or the only one. @throws 400, 401 */
async function registeredProvider(
  env: IdentityEnv,
  protocolId: string,
  issuer: string | undefined,
): Promise<OidcProvider> {
  const all = env.oidc.speaking(protocolId)
  const named = all.filter(({ settings }) => issuer === undefined || settings.issuer === issuer)
  const found = await env.database.read(async (tx) => {
    const rows = new Map<OidcProvider, unknown>()
    for (const one of named) {
      rows.set(one, await findProtocol(tx, one.settings.identityProvider, protocolId))
    }
    return named.filter((one) => rows.get(one) !== undefined)
  })
  const [provider, ...others] = found
  if (provider === undefined) throw notAuthenticated('Missing entity ID from environment')
  if (others.length === 0) return provider
  throw badRequest(
    `Several identity providers speak ${protocolId}: name one by its issuer (iss), or use the ` +
      'path of the identity provider.',
  )
}

const signingIn = {
  method: 'GET',
  policy: PUBLIC,
  signsIn: true,
  transaction: 'none',
  query: QUERY,
} as const

export const webssoOperations = [
  operation({
    ...signingIn,
    id: 'websso.start',
    path: '/auth/OS-FEDERATION/websso/{protocol_id}',
    summary: 'Send a browser to sign in with the identity provider of a protocol.',
    success: 302,
    response: { 302: null },
    errors: [400, 401, 403],
    async handle({ env, ctx, params, query }) {
      const origin = originOf(env, query)
      const { settings } = await registeredProvider(env, params.protocol_id, query.iss)
      const { identityProvider: idp_id, protocol: protocol_id } = settings
      return startSignIn(ctx, await providerFor(env, { idp_id, protocol_id }), origin)
    },
  }),

  operation({
    ...signingIn,
    id: 'websso.sign_in',
    path: '/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso',
    summary:
      'Send a browser to sign in with an identity provider; once it is back, send the dashboard ' +
      'a token.',
    response: { 200: T.String(), 302: null },
    errors: [400, 401, 403, 404, 409],
    async handle({ env, ctx, params, query }) {
      const { state } = query
      if (state !== undefined) {
        return finishSignIn(env, ctx, await providerFor(env, params), { ...query, state })
      }
      const origin = originOf(env, query)
      return startSignIn(ctx, await providerFor(env, params), origin)
    },
  }),
]
