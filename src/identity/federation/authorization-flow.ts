/**
 * A browser's way to an identity provider and back. All that has to be known of it at its end is in
 * a cookie that is random: state, nonce and the verifier of PKCE follow from it, so that nothing is
 * stored, any replica can finish what another began, and whoever has not the cookie cannot.
 */
import { createHash, timingSafeEqual } from 'node:crypto'

/** In seconds. */
export const FLOW_LIFETIME = 600

export interface AuthorizationFlow {
  /** Random, of 32 bytes, in base64url. */
  readonly secret: string
  readonly idpId: string
  readonly protocolId: string
  /** Where the token is to be sent in the end. */
  readonly origin: string
}

export interface Secrets {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export function secretsOf(flow: AuthorizationFlow): Secrets {
  const of = (what: string) =>
    createHash('sha256')
      .update(JSON.stringify([what, flow.secret, flow.idpId, flow.protocolId, flow.origin]))
      .digest('base64url')
  return { state: of('state'), nonce: of('nonce'), verifier: of('verifier') }
}

/** Several sign-ins may be under way in one browser. */
export function cookieName(state: string): string {
  return `stackling_sso_${state.slice(0, 16)}`
}

export function cookieValue({ secret, origin }: AuthorizationFlow): string {
  return `${secret}.${Buffer.from(origin).toString('base64url')}`
}

/** What the cookie of this state says; undefined where this browser did not begin the sign-in. */
export function flowOf(
  cookies: string,
  state: string,
  place: { readonly idpId: string; readonly protocolId: string },
): AuthorizationFlow | undefined {
  const name = cookieName(state)
  for (const pair of cookies.split(';')) {
    const [key, value = ''] = pair.trim().split(/=(.*)/s, 2)
    if (key !== name) continue
    const [secret = '', origin = ''] = value.split('.', 2)
    const flow = { secret, origin: Buffer.from(origin, 'base64url').toString(), ...place }
    if (secret.length === 43 && isSame(secretsOf(flow).state, state)) return flow
  }
  return undefined
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
