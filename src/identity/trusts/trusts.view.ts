import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import { isoMicros, parseTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import type { RoleRow } from '../roles/roles.store.ts'
import { renderRole, ROLE } from '../roles/roles.view.ts'
import type { TrustRow } from './trusts.store.ts'

export const ROLES_LINKS = closed({ self: T.String(), next: T.Null(), previous: T.Null() })

const FIELDS = {
  id: T.String(),
  trustor_user_id: T.String(),
  trustee_user_id: T.String(),
  project_id: nullable(T.String()),
  impersonation: T.Boolean(),
  expires_at: nullable(T.String()),
  remaining_uses: nullable(T.Integer()),
  deleted_at: T.Null(),
  redelegated_trust_id: nullable(T.String()),
  redelegation_count: T.Integer(),
  links: SELF,
}

/** Open, because clients may have put attributes of their own into it. */
export const TRUST_OF_LIST = T.Object(FIELDS)
export const TRUST = T.Object({ ...FIELDS, roles: T.Array(ROLE), roles_links: ROLES_LINKS })

export function renderTrust(row: TrustRow, ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    trustor_user_id: row.trustor_user_id,
    trustee_user_id: row.trustee_user_id,
    project_id: row.project_id,
    impersonation: row.impersonation === 1,
    expires_at: row.expires_at === null ? null : `${isoMicros(parseTime(row.expires_at))}Z`,
    remaining_uses: row.remaining_uses,
    deleted_at: null,
    redelegated_trust_id: row.redelegated_trust_id,
    redelegation_count: row.redelegation_count,
    links: { self: `${ctx.endpoint}/OS-TRUST/trusts/${row.id}` },
  }
}

export function renderRoles(trustId: string, roles: readonly RoleRow[], ctx: RequestContext) {
  return {
    roles: roles.map((role) => renderRole(role, ctx)),
    links: {
      self: `${ctx.endpoint}/OS-TRUST/trusts/${trustId}/roles`,
      next: null,
      previous: null,
    },
  }
}

export function renderWithRoles(row: TrustRow, all: readonly RoleRow[], ctx: RequestContext) {
  const { roles, links } = renderRoles(row.id, all, ctx)
  return { ...renderTrust(row, ctx), roles, roles_links: links }
}
