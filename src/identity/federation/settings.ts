/** What operators say of federation (keystone/conf/federation.py, and what mod_auth_openidc needs). */

/**
 * What is taken from programs that send `Authorization: Bearer …`. A token that is a JWT is judged
 * by the provider's keys; `introspection` asks the provider. `userinfo` asks it for more of the
 * user; where it is the only way, any access token of the provider lets its owner in, whatever
 * program it was made for. `id-token` takes ID tokens of our own client for access tokens.
 */
export const BEARERS = ['jwt', 'introspection', 'userinfo', 'id-token'] as const
export type Bearer = (typeof BEARERS)[number]

/** As an OpenID provider says of itself; for one that does not, operators do. */
export interface Metadata {
  readonly authorization_endpoint?: string
  readonly token_endpoint?: string
  readonly jwks_uri?: string
  readonly userinfo_endpoint?: string
  readonly introspection_endpoint?: string
  readonly token_endpoint_auth_methods_supported?: readonly string[]
  readonly authorization_response_iss_parameter_supported?: boolean
  /** Keys, in place of `jwks_uri`. */
  readonly jwks?: { readonly keys: readonly object[] }
}

/** An OpenID provider, and for which identity provider and protocol of ours it stands. */
export interface OidcSettings {
  readonly identityProvider: string
  readonly protocol: string
  readonly issuer: string
  readonly clientId: string
  /** None for a client that cannot keep one. */
  readonly clientSecret: string | undefined
  readonly scopes: readonly string[]
  /** For whom access tokens may be made. */
  readonly audiences: readonly string[]
  readonly bearer: readonly Bearer[]
  /** Splits texts into values; lists are lists without it. */
  readonly claimDelimiter: string | undefined
  /** Left out, the provider is asked. */
  readonly metadata: Metadata | undefined
}

export interface FederationSettings {
  readonly providers: readonly OidcSettings[]
  /** Where browsers may be sent with a token. */
  readonly trustedDashboards: readonly string[]
  /** The attribute that names the provider, where the protocol does not say. */
  readonly remoteIdAttribute: string
  /** How long groups that a mapping gives count without the token they came with, in minutes. */
  readonly defaultAuthorizationTtl: number
}

export const NO_FEDERATION: FederationSettings = {
  providers: [],
  trustedDashboards: [],
  remoteIdAttribute: 'HTTP_OIDC_ISS',
  defaultAuthorizationTtl: 0,
}

/** Hosts of configured addresses are compared without case, as Keystone does. */
export function isTrusted({ trustedDashboards }: FederationSettings, origin: string): boolean {
  return trustedDashboards.some((trusted) => lowerCaseHost(trusted) === origin)
}

function lowerCaseHost(address: string): string {
  return address.replace(/^[a-z]+:\/\/[^/]*/i, (start) => start.toLowerCase())
}
