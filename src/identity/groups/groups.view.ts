import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import type { GroupRow } from './groups.store.ts'

const GROUP_PROPERTIES = {
  id: T.String(),
  name: T.String(),
  domain_id: T.String(),
  description: nullable(T.String()),
  links: SELF,
}

/** Open, because clients may have put attributes of their own into it. */
export const GROUP = T.Object(GROUP_PROPERTIES)

/** As listed for one user. Only memberships by federation expire. */
export const GROUP_OF_USER = T.Object({
  ...GROUP_PROPERTIES,
  membership_expires_at: nullable(T.String()),
})

export function renderGroup(row: GroupRow, ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    name: row.name,
    domain_id: row.domain_id,
    description: row.description,
    links: { self: `${ctx.endpoint}/groups/${row.id}` },
  }
}
