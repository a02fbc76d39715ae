/** What an OpenID provider says of itself, and its keys: asked for when needed, kept for a while. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { ProcessClock } from '../../kernel/clock.ts'
import type { Metadata, OidcSettings } from '../federation/settings.ts'
import { requestProvider, providerUnavailable } from './request.ts'

/** Milliseconds. */
const KEPT = 600_000
/** A key that nobody knows is asked for again, but not by every request that names one. */
const PAUSE = 30_000

interface Kept<T> {
  readonly value: Promise<T>
  readonly at: number
}

export class Discovery {
  readonly #settings: OidcSettings
  readonly #clock: ProcessClock
  #metadata: Kept<Metadata> | undefined
  #keys: Kept<JWTVerifyGetKey> | undefined

  constructor(settings: OidcSettings, clock: ProcessClock) {
    this.#settings = settings
    this.#clock = clock
  }

  /** @throws 503 */
  async metadata(): Promise<Metadata> {
    const { metadata } = this.#settings
    if (metadata !== undefined) return metadata
    this.#metadata = this.#keep(this.#metadata, KEPT, () => this.#discover())
    return this.#metadata.value.catch((error: unknown) => {
      this.#metadata = undefined
      throw error
    })
  }

  /** An address that the provider has to have. @throws 503 */
  async endpoint(name: EndpointName): Promise<string> {
    const url = (await this.metadata())[name]
    if (url === undefined)
      throw providerUnavailable(this.#settings.identityProvider, `it has no ${name}`)
    return url
  }

  /** Finds the key for a token's header; after a change of keys, the new one. */
  readonly key: JWTVerifyGetKey = async (header, token) => {
    try {
      return await (
        await this.#keySet(KEPT)
      )(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      return (await this.#keySet(PAUSE))(header, token)
    }
  }

  async #keySet(longest: number): Promise<JWTVerifyGetKey> {
    this.#keys = this.#keep(this.#keys, longest, () => this.#fetchKeys())
    return this.#keys.value.catch((error: unknown) => {
      this.#keys = undefined
      throw error
    })
  }

  #keep<T>(kept: Kept<T> | undefined, longest: number, make: () => Promise<T>): Kept<T> {
    const now = this.#clock.now()
    return kept !== undefined && now - kept.at < longest ? kept : { value: make(), at: now }
  }

  async #discover(): Promise<Metadata> {
    const { issuer, identityProvider: name } = this.#settings
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const { status, body } = await requestProvider(name, url, {})
    if (status !== 200 || body === undefined)
      throw providerUnavailable(name, `${url} answers ${status}`)
    if (body['issuer'] !== issuer)
      throw providerUnavailable(name, `${url} is of ${String(body['issuer'])}`)
    return body
  }

  async #fetchKeys(): Promise<JWTVerifyGetKey> {
    const { jwks } = await this.metadata()
    if (jwks !== undefined) return createLocalJWKSet(jwks as JSONWebKeySet)
    const url = await this.endpoint('jwks_uri')
    const { status, body } = await requestProvider(this.#settings.identityProvider, url, {})
    if (status !== 200 || !Array.isArray(body?.['keys'])) {
      throw providerUnavailable(this.#settings.identityProvider, `${url} gives no keys (${status})`)
    }
    return createLocalJWKSet(body as unknown as JSONWebKeySet)
  }
}

export type EndpointName =
  | 'authorization_endpoint'
  | 'token_endpoint'
  | 'jwks_uri'
  | 'userinfo_endpoint'
  | 'introspection_endpoint'
