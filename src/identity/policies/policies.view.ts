import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { SELF } from '../collections.ts'
import type { PolicyRow } from './policies.store.ts'

/** Open, because clients may have put attributes of their own into it. */
export const POLICY = T.Object({
  id: T.String(),
  blob: T.String(),
  type: T.String(),
  links: SELF,
})

export function renderPolicy(row: PolicyRow, ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    blob: row.blob,
    type: row.type,
    links: { self: `${ctx.endpoint}/policies/${row.id}` },
  }
}
