/**
 * An OpenID provider, as the programs and browsers that come from it need it: who does it say they
 * are? What Apache's mod_auth_openidc does in front of Keystone.
 */
import { createHash } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose'
import type { ProcessClock } from '../../kernel/clock.ts'
import { Fault } from '../../kernel/faults.ts'
import { notAuthenticated } from '../faults.ts'
import type { Claims } from '../federation/claims.ts'
import type { OidcSettings } from '../federation/settings.ts'
import { requestProvider, providerUnavailable, type ProviderAnswer } from './request.ts'
import { Discovery } from './discovery.ts'

/** Whoever verifies with a public key must never take it for a secret: no HS256, and no `none`. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
]
/** Clocks differ; in seconds. */
const TOLERANCE = 30

/** One authorization request, and what its response is checked with (OpenID Connect Core §3.1.2). */
export interface AuthorizationRequest {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly redirectUri: string
}

export class OidcProvider {
  readonly settings: OidcSettings
  readonly #clock: ProcessClock
  readonly #discovery: Discovery

  constructor(settings: OidcSettings, clock: ProcessClock) {
    this.settings = settings
    this.#clock = clock
    this.#discovery = new Discovery(settings, clock)
  }

  /** Whose access token this is. @throws 401, 503 */
  async bearer(token: string): Promise<Claims> {
    const { bearer } = this.settings
    const claims = await this.#verified(token)
    if (claims !== undefined && !bearer.includes('userinfo')) return claims
    const more = bearer.includes('userinfo') ? await this.#userinfo(token) : undefined
    if (claims === undefined && more === undefined) {
      throw notAuthenticated('the provider does not know the access token')
    }
    if (claims?.['sub'] !== undefined && more && more['sub'] !== claims['sub']) {
      throw notAuthenticated('the access token and userinfo speak of different users')
    }
    return { ...more, ...claims, iss: this.settings.issuer }
  }

  /** Undefined where nothing but userinfo is left to say. */
  async #verified(token: string): Promise<Claims | undefined> {
    const { bearer } = this.settings
    if (isJwt(token) && (bearer.includes('jwt') || bearer.includes('id-token'))) {
      return this.#signed(token)
    }
    if (bearer.includes('introspection')) return this.#introspected(token)
    if (bearer.includes('userinfo')) return undefined
    throw notAuthenticated('access tokens of this kind are not taken')
  }

  async #signed(token: string): Promise<Claims> {
    const { bearer, audiences, clientId } = this.settings
    const verified = await this.#verify(token, [...new Set([...audiences, clientId])])
    const { payload: claims } = verified
    const audience = [claims.aud ?? []].flat()
    if (isIdToken(verified)) {
      if (bearer.includes('id-token') && this.#isForUs(claims)) return claims
      throw notAuthenticated('an ID token is no access token')
    }
    if (!bearer.includes('jwt'))
      throw notAuthenticated('access tokens are not taken, only ID tokens')
    if (audience.some((one) => audiences.includes(one))) return claims
    throw notAuthenticated(`the access token is for ${audience.join(', ')}`)
  }

  async #introspected(token: string): Promise<Claims> {
    const { audiences, issuer, identityProvider: name } = this.settings
    const url = await this.#discovery.endpoint('introspection_endpoint')
    const form = new URLSearchParams({ token, token_type_hint: 'access_token' })
    const { status, body } = await this.#askAsClient(url, form)
    if (status !== 200 || body === undefined)
      throw providerUnavailable(name, `introspection answers ${status}`)
    if (body['active'] !== true) throw notAuthenticated('the access token is not active')
    if ((body['iss'] ?? issuer) !== issuer) throw notAuthenticated('the issuer is another')
    const madeFor = [body['aud'] ?? body['client_id']].flat()
    if (!madeFor.some((one) => audiences.includes(one as string))) {
      throw notAuthenticated(`the access token is for ${madeFor.join(', ')}`)
    }
    return { ...body, iss: issuer }
  }

  /** Undefined where the token is of nobody, or the provider has nothing to tell. */
  async #userinfo(token: string): Promise<Claims | undefined> {
    const { userinfo_endpoint: url } = await this.#discovery.metadata()
    if (url === undefined) return undefined
    const headers = { Authorization: `Bearer ${token}` }
    const { status, body } = await requestProvider(this.settings.identityProvider, url, { headers })
    if (status >= 500)
      throw providerUnavailable(this.settings.identityProvider, `userinfo answers ${status}`)
    return status === 200 && typeof body?.['sub'] === 'string' ? body : undefined
  }

  /** Where to send a browser. @throws 503 */
  async authorizationUrl({
    state,
    nonce,
    verifier,
    redirectUri,
  }: AuthorizationRequest): Promise<string> {
    const url = new URL(await this.#discovery.endpoint('authorization_endpoint'))
    const { clientId, scopes } = this.settings
    const query = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      ...{ state, nonce },
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url.href
  }

  /**
   * Who the response to an authorization request is of: what the ID token says, and userinfo beside it.
   * @param issuer as the answer names it (RFC 9207) @throws 401, 503
   */
  async redeem(
    code: string,
    issuer: string | null,
    request: AuthorizationRequest,
  ): Promise<Claims> {
    const { authorization_response_iss_parameter_supported: names } =
      await this.#discovery.metadata()
    if ((issuer ?? this.settings.issuer) !== this.settings.issuer || (names && issuer === null)) {
      throw notAuthenticated(`the code is of ${issuer ?? 'nobody'}`)
    }
    const url = await this.#discovery.endpoint('token_endpoint')
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: request.redirectUri,
      code_verifier: request.verifier,
    })
    const { status, body } = await this.#askAsClient(url, form)
    if (status >= 500)
      throw providerUnavailable(this.settings.identityProvider, `the code gets ${status}`)
    const { id_token: idToken, access_token: accessToken } = body ?? {}
    if (status !== 200 || typeof idToken !== 'string') {
      throw notAuthenticated(`the provider does not take the code: ${String(body?.['error'])}`)
    }
    const { payload: claims } = await this.#verify(idToken, [this.settings.clientId])
    if (!this.#isForUs(claims) || claims['nonce'] !== request.nonce) {
      throw notAuthenticated('the ID token is for another sign-in')
    }
    const more = typeof accessToken === 'string' ? await this.#userinfo(accessToken) : undefined
    return more?.['sub'] === claims.sub ? { ...more, ...claims } : claims
  }

  /** With several audiences, the one it was made for has to be us (OpenID Connect Core §3.1.3.7). */
  #isForUs({ aud, azp }: JWTPayload): boolean {
    const { clientId } = this.settings
    const audience = [aud ?? []].flat()
    return (
      audience.includes(clientId) && (azp ?? (audience.length > 1 ? '' : clientId)) === clientId
    )
  }

  async #verify(token: string, audience: string[]): Promise<JWTVerifyResult> {
    try {
      return await jwtVerify(token, this.#discovery.key, {
        issuer: this.settings.issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE,
        currentDate: new Date(this.#clock.now()),
      })
    } catch (error) {
      if (error instanceof Fault) throw error
      throw notAuthenticated(`the token is not good: ${(error as Error).message}`)
    }
  }

  async #askAsClient(url: string, form: URLSearchParams): Promise<ProviderAnswer> {
    const { identityProvider: name, clientId, clientSecret } = this.settings
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } =
      await this.#discovery.metadata()
    if (clientSecret === undefined) form.set('client_id', clientId)
    else if (methods.includes('client_secret_basic')) {
      return requestProvider(name, url, {
        form,
        headers: { Authorization: basic(clientId, clientSecret) },
      })
    } else {
      form.set('client_id', clientId)
      form.set('client_secret', clientSecret)
    }
    return requestProvider(name, url, { form })
  }
}

function isJwt(token: string): boolean {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return false
  try {
    return typeof decodeProtectedHeader(token).alg === 'string'
  } catch {
    return false
  }
}

/** By the type of the header (RFC 9068), by Keycloak's claim `typ`, or by what only they have. */
function isIdToken({ payload, protectedHeader }: JWTVerifyResult): boolean {
  if (/^(application\/)?at\+jwt$/i.test(protectedHeader.typ ?? '')) return false
  if (typeof payload['typ'] === 'string') return payload['typ'] !== 'Bearer'
  return ['nonce', 'at_hash', 'c_hash'].some((name) => payload[name] !== undefined)
}

/** Both parts as forms write them (RFC 6749 §2.3.1). */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1))
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`
}
