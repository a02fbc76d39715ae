/** What a token says and how its parts are written: no keys, no database, no clock. */

/** What a token limits its bearer to. */
export type TokenScope =
  | { readonly kind: 'unscoped' }
  | { readonly kind: 'project'; readonly projectId: string }
  | { readonly kind: 'domain'; readonly domainId: string }
  | { readonly kind: 'system' }

/** Whose powers a token carries, where they are not simply its bearer's own. */
export interface Delegation {
  readonly kind: 'trust' | 'application_credential' | 'access_token'
  readonly id: string
}

/** The identity provider of a federated user. */
export interface Federation {
  readonly idpId: string
  readonly protocolId: string
}

export const UNSCOPED: TokenScope = { kind: 'unscoped' }

/** What is signed. Everything else is looked up when the token is used. */
export interface TokenClaims {
  readonly userId: string
  readonly methods: readonly string[]
  /** Its own audit id and, for a token made from another, that of the first of the chain. */
  readonly auditIds: readonly string[]
  readonly scope: TokenScope
  readonly delegation?: Delegation
  readonly federation?: Federation
  /** Milliseconds since 1970, whole seconds. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** The user's generation when it was issued: a password change begins a new one. */
  readonly userGeneration: number
  /** The same of the project or domain it is scoped to; 0 where there is none. */
  readonly scopeGeneration: number
}

/**
 * Claims as Keystone's JWS provider writes them (keystone/token/providers/jws/core.py), absent ones
 * left out, and two of our own: the generations. Keystone compares `iat` with the times of
 * revocation events instead, to the second; a counter is exact.
 */
export interface JwsPayload {
  sub: string
  iat: number
  exp: number
  openstack_methods: readonly string[]
  openstack_audit_ids: readonly string[]
  openstack_system?: 'all'
  openstack_domain_id?: string
  openstack_project_id?: string
  openstack_trust_id?: string
  openstack_app_cred_id?: string
  openstack_access_token_id?: string
  openstack_idp_id?: string
  openstack_protocol_id?: string
  stackling_generations: readonly [user: number, scope: number]
}

const DELEGATION_CLAIMS = {
  trust: 'openstack_trust_id',
  application_credential: 'openstack_app_cred_id',
  access_token: 'openstack_access_token_id',
} as const satisfies Record<Delegation['kind'], keyof JwsPayload>

export function payloadOf(claims: TokenClaims): JwsPayload {
  const { scope, delegation, federation } = claims
  return {
    sub: claims.userId,
    iat: claims.issuedAt / 1000,
    exp: claims.expiresAt / 1000,
    openstack_methods: claims.methods,
    openstack_audit_ids: claims.auditIds,
    ...(scope.kind === 'system' ? { openstack_system: 'all' as const } : {}),
    ...(scope.kind === 'domain' ? { openstack_domain_id: scope.domainId } : {}),
    ...(scope.kind === 'project' ? { openstack_project_id: scope.projectId } : {}),
    ...(delegation && { [DELEGATION_CLAIMS[delegation.kind]]: delegation.id }),
    ...(federation && {
      openstack_idp_id: federation.idpId,
      openstack_protocol_id: federation.protocolId,
    }),
    stackling_generations: [claims.userGeneration, claims.scopeGeneration],
  }
}

/** The claims of a payload whose signature was good; undefined where we did not write it. */
export function claimsOf(payload: unknown): TokenClaims | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  const claims = payload as Partial<JwsPayload>
  const [userGeneration, scopeGeneration] = claims.stackling_generations ?? []
  const scope = scopeOf(claims)
  const delegation = delegationOf(claims)
  const federation = federationOf(claims)
  if (
    typeof claims.sub !== 'string' ||
    !Number.isSafeInteger(claims.iat) ||
    !Number.isSafeInteger(claims.exp) ||
    !isTexts(claims.openstack_methods) ||
    !isTexts(claims.openstack_audit_ids) ||
    typeof userGeneration !== 'number' ||
    typeof scopeGeneration !== 'number' ||
    scope === undefined
  ) {
    return undefined
  }
  return {
    userId: claims.sub,
    methods: claims.openstack_methods,
    auditIds: claims.openstack_audit_ids,
    scope,
    ...(delegation && { delegation }),
    ...(federation && { federation }),
    issuedAt: claims.iat! * 1000,
    expiresAt: claims.exp! * 1000,
    userGeneration,
    scopeGeneration,
  }
}

function scopeOf(claims: Partial<JwsPayload>): TokenScope | undefined {
  const found: TokenScope[] = []
  if (claims.openstack_system === 'all') found.push({ kind: 'system' })
  if (typeof claims.openstack_domain_id === 'string') {
    found.push({ kind: 'domain', domainId: claims.openstack_domain_id })
  }
  if (typeof claims.openstack_project_id === 'string') {
    found.push({ kind: 'project', projectId: claims.openstack_project_id })
  }
  if (found.length === 0) return UNSCOPED
  return found.length === 1 ? found[0] : undefined
}

function delegationOf(claims: Partial<JwsPayload>): Delegation | undefined {
  for (const [kind, claim] of Object.entries(DELEGATION_CLAIMS)) {
    const id = claims[claim]
    if (typeof id === 'string') return { kind: kind as Delegation['kind'], id }
  }
  return undefined
}

function federationOf(claims: Partial<JwsPayload>): Federation | undefined {
  const { openstack_idp_id: idpId, openstack_protocol_id: protocolId } = claims
  return typeof idpId === 'string' && typeof protocolId === 'string'
    ? { idpId, protocolId }
    : undefined
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

/** An audit id: 16 bytes of an identifier in base64url, as keystone/token/provider.py makes them. */
export function auditId(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url')
}
