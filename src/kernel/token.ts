/** What tokens say, and who reads them. */
import type { Credentials } from './policy.ts'

/** What a valid token says of its bearer. Made by the authenticator, never from request headers. */
export interface Token {
  readonly id: string
  readonly userId: string
  readonly userName: string
  readonly userDomainId: string
  readonly projectId: string | undefined
  readonly projectName: string | undefined
  readonly projectDomainId: string | undefined
  readonly domainId: string | undefined
  readonly domainName: string | undefined
  readonly systemScope: 'all' | undefined
  /** Names of the effective roles in this scope, implied ones included. */
  readonly roles: readonly string[]
  readonly methods: readonly string[]
  readonly auditIds: readonly string[]
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** What the token was made from, where that may give less than the roles say. */
  readonly delegation?: TokenDelegation
  /** The identity provider by which the bearer signed in, if any. */
  readonly identityProviderId?: string
  /** Where only some calls are allowed: is this one of them? */
  mayCall?(call: { service: string; method: string; path: string }): boolean
  /** What policies see; computed once a token. */
  readonly credentials: Credentials
}

/** A trust, an application credential or an access token of OAuth that a token was made from. */
export interface TokenDelegation {
  readonly kind: 'trust' | 'application_credential' | 'access_token'
  readonly id: string
  /** An application credential that may make further ones. */
  readonly unrestricted: boolean
}

/** Turns the text of a token into what it says; undefined when it is not valid (any more). */
export interface Authenticator {
  /** @param allowExpired take one that expired not long ago, too */
  authenticate(token: string, allowExpired?: boolean): Promise<Token | undefined>
  /**
   * `WWW-Authenticate` of an answer 401: where tokens are to be had.
   * @param addressOf the address by which this client reaches a service, by its type
   */
  challenge(addressOf: (serviceType: string) => string): string
}

/** Somebody who signs in, and who exists: what strangers call themselves is not kept. */
export interface ClaimedUser {
  readonly userId: string
  readonly userName?: string
  readonly projectId?: string | undefined
  readonly domainId?: string | undefined
}
