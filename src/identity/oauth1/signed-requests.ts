/** What the three calls that are signed have in common. */
import type { RequestContext } from '../../kernel/context.ts'
import { isoMicros, parseTime } from '../../kernel/clock.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'
import type { Vault } from '../../kernel/vault.ts'
import { sealId, type SecretKind } from '../credentials/secrets.ts'
import { notAuthenticated } from '../faults.ts'
import {
  isSignedWith,
  parametersOf,
  type OauthParameters,
  type Secrets,
  type SignedRequest,
} from './signature.ts'

/** @throws 400 where the request is not signed at all */
export function readParameters(ctx: RequestContext): OauthParameters {
  return parametersOf(ctx.headers.authorization)
}

/** @throws 401 */
export function checkSignature(
  ctx: RequestContext,
  parameters: OauthParameters,
  secrets: Secrets,
): void {
  const url = new URL(ctx.base).origin + ctx.url
  const request: SignedRequest = { method: ctx.method, url, parameters }
  if (!isSignedWith(request, secrets)) throw notAuthenticated('the signature is wrong')
}

/** As it was handed out; it lies encrypted. */
export function secretOf(
  vault: Vault,
  kind: SecretKind,
  row: { readonly id: string; readonly secret: string },
): string {
  return vault.openAny(row.secret, sealId(kind, row.id))
}

export function missingConsumer(): Fault {
  return notFound('Consumer not found')
}

export function missingRequestToken(): Fault {
  return notFound('Request token not found')
}

export function missingAccessToken(): Fault {
  return notFound('Access token not found')
}

/** @throws 401 */
export function refuseExpired(expiresAt: string | null, now: number): void {
  if (expiresAt !== null && now > parseTime(expiresAt)) throw notAuthenticated('it has expired')
}

/** @param now milliseconds since 1970 @param lifetime seconds. In whole seconds, as Keystone. */
export function endAfter(now: number, lifetime: number): number {
  return (Math.floor(now / 1000) + lifetime) * 1000
}

export function shownTime(milliseconds: number): string {
  return `${isoMicros(milliseconds)}Z`
}

/** What a consumer is handed: not JSON, but a form. */
export function formOf(token: { id: string; secret: string }, expiresAt: number): string {
  return (
    `oauth_token=${token.id}&oauth_token_secret=${token.secret}` +
    `&oauth_expires_at=${shownTime(expiresAt)}`
  )
}

export const FORM_HEADERS = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** What a consumer is handed, and when it ends: milliseconds since 1970. */
export interface HandedToken {
  readonly token: { readonly id: string; readonly secret: string }
  readonly end: number
}

/** Letters and digits that nobody takes for others (keystone/oauth1/backends/base.py). */
const VERIFIER_CHARACTERS = 'abcdefghkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const VERIFIER_LENGTH = 8
export const VERIFIER = new RegExp(`^[${VERIFIER_CHARACTERS}]{${VERIFIER_LENGTH}}$`)

/** No character twice, as Keystone samples them. @param draw a number below the one given */
export function newVerifier(draw: (below: number) => number): string {
  const left = [...VERIFIER_CHARACTERS]
  return Array.from({ length: VERIFIER_LENGTH }, () => left.splice(draw(left.length), 1)[0]!).join(
    '',
  )
}
