import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import type { Federated } from '../federation/federated-users.store.ts'
import type { UserRow } from './users.store.ts'

/** Open, because clients may have put attributes of their own into it. */
export const USER = T.Object({
  id: T.String(),
  name: T.String(),
  domain_id: T.String(),
  enabled: T.Boolean(),
  default_project_id: T.Optional(T.String()),
  password_expires_at: nullable(T.String()),
  options: T.Object({}),
  federated: T.Optional(
    T.Array(T.Object({ idp_id: T.String(), protocols: T.Array(T.Object({})) })),
  ),
  links: SELF,
})

/** @param federated who it is elsewhere; lists do not say */
export function renderUser(
  row: UserRow,
  ctx: RequestContext,
  federated: readonly Federated[] = [],
) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    name: row.name,
    domain_id: row.domain_id,
    enabled: row.enabled === 1,
    ...(row.default_project_id !== null && { default_project_id: row.default_project_id }),
    password_expires_at: row.password_expires_at,
    options: JSON.parse(row.options) as object,
    ...(federated.length > 0 && { federated }),
    links: { self: `${ctx.endpoint}/users/${row.id}` },
  }
}
