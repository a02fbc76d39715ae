import { Type as T, type Static } from 'typebox'
import { isoMicros } from '../../kernel/clock.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { CATALOG } from '../catalog/catalog.view.ts'
import type { Standing } from './tokens.store.ts'
import type { TokenClaims } from './tokens.ts'

const NAMED = closed({ id: T.String(), name: T.String() })

const TOKEN = closed({
  methods: T.Array(T.String()),
  user: closed({
    domain: NAMED,
    id: T.String(),
    name: T.String(),
    password_expires_at: nullable(T.String()),
  }),
  audit_ids: T.Array(T.String()),
  expires_at: T.String(),
  issued_at: T.String(),
  project: T.Optional(closed({ domain: NAMED, id: T.String(), name: T.String() })),
  domain: T.Optional(NAMED),
  is_domain: T.Optional(T.Boolean()),
  roles: T.Optional(T.Array(NAMED)),
  system: T.Optional(closed({ all: T.Literal(true) })),
  catalog: T.Optional(CATALOG),
})

export const TOKEN_BODY = closed({ token: TOKEN })

/** In the order in which keystone/common/render_token.py writes it. */
export function renderToken(
  claims: TokenClaims,
  standing: Standing,
  catalog: Static<typeof CATALOG> | undefined,
): Static<typeof TOKEN_BODY> {
  const { user } = standing
  return {
    token: {
      methods: [...claims.methods],
      user: {
        domain: { id: user.domain_id, name: user.domain_name },
        id: user.id,
        name: user.name,
        password_expires_at: user.password_expires_at,
      },
      audit_ids: [...claims.auditIds],
      expires_at: `${isoMicros(claims.expiresAt)}Z`,
      issued_at: `${isoMicros(claims.issuedAt)}Z`,
      ...scopeParts(claims, standing),
      ...(catalog && claims.scope.kind !== 'unscoped' && { catalog }),
    },
  }
}

function scopeParts(
  { scope }: TokenClaims,
  { place, roles }: Standing,
): Partial<Static<typeof TOKEN>> {
  const named = roles.map(({ id, name }) => ({ id, name }))
  if (scope.kind === 'system') return { roles: named, system: { all: true } }
  if (place === undefined) return {}
  const { id, name } = place
  if (scope.kind === 'domain') return { domain: { id, name }, roles: named }
  const domain = { id: place.domain_id ?? '', name: place.domain_name ?? '' }
  return { project: { domain, id, name }, is_domain: false, roles: named }
}
