import { Type as T, type Static } from 'typebox'
import { isoMicros } from '../../kernel/clock.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { CATALOG } from '../catalog/catalog.view.ts'
import type { DelegationState, TokenState } from './tokens.store.ts'
import type { TokenClaims } from './tokens.ts'

const ACCESS_RULE_BRIEF = closed({
  path: T.String(),
  method: T.String(),
  service: T.String(),
  id: T.String(),
})

const SERVICE_PROVIDER_BRIEF = closed({
  auth_url: T.String(),
  id: T.String(),
  sp_url: T.String(),
})

const NAMED = closed({ id: T.String(), name: T.String() })

const FEDERATION = closed({
  groups: T.Array(closed({ id: T.String() })),
  identity_provider: closed({ id: T.String() }),
  protocol: closed({ id: T.String() }),
})

const TOKEN = closed({
  methods: T.Array(T.String()),
  user: closed({
    domain: NAMED,
    id: T.String(),
    name: T.String(),
    password_expires_at: T.Optional(nullable(T.String())),
    'OS-FEDERATION': T.Optional(FEDERATION),
  }),
  audit_ids: T.Array(T.String()),
  expires_at: T.String(),
  issued_at: T.String(),
  project: T.Optional(closed({ domain: NAMED, id: T.String(), name: T.String() })),
  domain: T.Optional(NAMED),
  is_domain: T.Optional(T.Boolean()),
  roles: T.Optional(T.Array(NAMED)),
  system: T.Optional(closed({ all: T.Literal(true) })),
  'OS-TRUST:trust': T.Optional(
    closed({
      id: T.String(),
      trustor_user: closed({ id: T.String() }),
      trustee_user: closed({ id: T.String() }),
      impersonation: T.Boolean(),
    }),
  ),
  application_credential: T.Optional(
    closed({
      id: T.String(),
      name: T.String(),
      restricted: T.Boolean(),
      access_rules: T.Optional(T.Array(ACCESS_RULE_BRIEF)),
    }),
  ),
  catalog: T.Optional(CATALOG),
  service_providers: T.Optional(T.Array(SERVICE_PROVIDER_BRIEF)),
  'OS-OAUTH1': T.Optional(closed({ access_token_id: T.String(), consumer_id: T.String() })),
})

type TokenFields = Static<typeof TOKEN>

export const TOKEN_BODY = closed({ token: TOKEN })

/** What tokens tell beside themselves. */
export interface Shown {
  readonly catalog: Static<typeof CATALOG> | undefined
  /** Those that are enabled; left out where there are none. */
  readonly serviceProviders: readonly Static<typeof SERVICE_PROVIDER_BRIEF>[]
}

/** In the order in which keystone/common/render_token.py writes it. */
export function renderToken(
  claims: TokenClaims,
  state: TokenState,
  shown: Shown,
): Static<typeof TOKEN_BODY> {
  const { user, federation } = state
  const { catalog, serviceProviders } = shown
  return {
    token: {
      methods: [...claims.methods],
      user: {
        domain: { id: user.domain_id, name: user.domain_name },
        id: user.id,
        name: user.name,
        ...(federation === undefined
          ? { password_expires_at: user.password_expires_at }
          : { 'OS-FEDERATION': federationPart(federation) }),
      },
      audit_ids: [...claims.auditIds],
      expires_at: `${isoMicros(claims.expiresAt)}Z`,
      issued_at: `${isoMicros(claims.issuedAt)}Z`,
      ...scopeParts(claims, state),
      ...(catalog && claims.scope.kind !== 'unscoped' && { catalog }),
      ...(serviceProviders.length > 0 && { service_providers: [...serviceProviders] }),
      ...delegationPart(state),
    },
  }
}

function federationPart({ idpId, protocolId, groupIds }: NonNullable<TokenState['federation']>) {
  return {
    groups: groupIds.map((id) => ({ id })),
    identity_provider: { id: idpId },
    protocol: { id: protocolId },
  }
}

function scopeParts(
  { scope }: TokenClaims,
  { place, roles, delegation }: TokenState,
): Partial<TokenFields> {
  const named = roles.map(({ id, name }) => ({ id, name }))
  if (scope.kind === 'system') return { roles: named, system: { all: true } }
  const trust = delegation?.kind === 'trust' ? trustPart(delegation) : {}
  if (place === undefined) return trust
  const { id, name } = place
  if (scope.kind === 'domain') return { domain: { id, name }, roles: named }
  const domain = { id: place.domain_id ?? '', name: place.domain_name ?? '' }
  const project = { domain, id, name }
  if (delegation?.kind === 'trust') return { ...trust, project, roles: named }
  return { project, is_domain: false, roles: named }
}

type Trust = Extract<DelegationState, { kind: 'trust' }>

function trustPart({ id, trustorId, trusteeId, impersonation }: Trust): Partial<TokenFields> {
  return {
    'OS-TRUST:trust': {
      id,
      trustor_user: { id: trustorId },
      trustee_user: { id: trusteeId },
      impersonation,
    },
  }
}

function delegationPart({ delegation }: TokenState): Partial<TokenFields> {
  if (delegation?.kind === 'access_token') {
    return { 'OS-OAUTH1': { access_token_id: delegation.id, consumer_id: delegation.consumerId } }
  }
  if (delegation?.kind !== 'application_credential') return {}
  const { id, name, unrestricted, rules } = delegation
  return {
    application_credential: {
      id,
      name,
      restricted: !unrestricted,
      ...(rules && { access_rules: rules.map((rule) => ({ ...rule })) }),
    },
  }
}
