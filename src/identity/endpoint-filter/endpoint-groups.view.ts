import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import type { EndpointGroupRow } from './endpoint-groups.store.ts'

export const ENDPOINT_GROUP = closed({
  id: T.String(),
  name: T.String(),
  description: nullable(T.String()),
  filters: T.Object({}),
  links: SELF,
})

export function renderEndpointGroup(row: EndpointGroupRow, ctx: RequestContext) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    filters: parseExactly(row.filters) as object,
    links: { self: `${ctx.endpoint}/OS-EP-FILTER/endpoint_groups/${row.id}` },
  }
}
