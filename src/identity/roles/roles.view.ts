import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import type { RoleRow } from './roles.store.ts'

/** Open, because clients may have put attributes of their own into it. */
export const ROLE = T.Object({
  id: T.String(),
  name: T.String(),
  domain_id: nullable(T.String()),
  description: nullable(T.String()),
  options: T.Object({}),
  links: SELF,
})

export function renderRole(row: RoleRow, ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    name: row.name,
    domain_id: row.domain_id,
    description: row.description,
    options: JSON.parse(row.options) as object,
    links: { self: `${ctx.endpoint}/roles/${row.id}` },
  }
}

/** A role as inferences show it. */
export const ROLE_BRIEF = closed({ id: T.String(), links: SELF, name: T.String() })

export function renderRoleBrief({ id, name }: { id: string; name: string }, ctx: RequestContext) {
  return { id, links: { self: `${ctx.endpoint}/roles/${id}` }, name }
}
