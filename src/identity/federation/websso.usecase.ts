/** A browser that signs in with an identity provider on behalf of a dashboard (keystone/api/auth.py). */
import { randomBytes } from 'node:crypto'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { notAuthenticated } from '../faults.ts'
import type { OidcProvider } from '../oidc-client/provider.ts'
import type { IdentityEnv } from '../operation.ts'
import { cookieName, cookieValue, FLOW_LIFETIME, flowOf, secretsOf } from './authorization-flow.ts'
import { signInFrom } from './federated-sign-in.usecase.ts'
import { findProtocol } from './protocols.store.ts'
import { isTrusted } from './settings.ts'

/** What the provider sends the browser back with. */
export interface SentBack {
  readonly state: string
  readonly iss?: string
  readonly code?: string
  readonly error?: string
}

/** The browser is sent to the provider, with a cookie by which it is known again. */
export interface Departure {
  readonly location: string
  readonly cookie: string
}

/** The dashboard at `origin` is sent the token; the cookie is forgotten. */
export interface Return {
  readonly origin: string
  readonly tokenId: string
  readonly cookie: string
}

/** Where the dashboard takes the token. @throws 400, 401 */
export function originOf(env: IdentityEnv, origin: string | undefined): string {
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

export async function startSignIn(
  ctx: RequestContext,
  provider: OidcProvider,
  origin: string,
): Promise<Departure> {
  const { identityProvider: idpId, protocol: protocolId } = provider.settings
  const redirectUri = redirectUriOf(ctx, provider)
  const flow = { secret: randomBytes(32).toString('base64url'), idpId, protocolId, origin }
  const secrets = secretsOf(flow)
  return {
    location: await provider.authorizationUrl({ ...secrets, redirectUri }),
    cookie: cookie(redirectUri, cookieName(secrets.state), cookieValue(flow), FLOW_LIFETIME),
  }
}

/** @throws 401 */
export async function finishSignIn(
  env: IdentityEnv,
  ctx: RequestContext,
  provider: OidcProvider,
  { state, code, error, iss }: SentBack,
): Promise<Return> {
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
  return {
    origin: flow.origin,
    tokenId: signedIn.admission.token.id,
    cookie: cookie(redirectUri, cookieName(state), '', 0),
  }
}

/** Of those that are registered the one that the issuer names, or the only one. @throws 400, 401 */
export async function registeredProvider(
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
