import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { nullable } from '../../kernel/view.ts'
import { withAddresses } from '../catalog/catalog.ts'
import { SELF } from '../collections.ts'
import type { EndpointRow } from './endpoints.store.ts'

/** Open, because clients may have put attributes of their own into it. */
export const ENDPOINT = T.Object({
  id: T.String(),
  interface: T.String(),
  region_id: nullable(T.String()),
  service_id: T.String(),
  url: T.String(),
  enabled: T.Boolean(),
  region: nullable(T.String()),
  links: SELF,
})

export function renderEndpoint(row: EndpointRow, ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    interface: row.interface,
    region_id: row.region_id,
    service_id: row.service_id,
    url: withAddresses(row.url, (serviceType) => ctx.addressOf(serviceType)),
    enabled: row.enabled === 1,
    region: row.region_id,
    links: { self: `${ctx.endpoint}/endpoints/${row.id}` },
  }
}
