import { Type as T, type Static } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import type { CatalogRow } from './catalog.store.ts'
import { urlFor, type UrlParts } from './catalog.ts'

const CATALOG_ENDPOINT = closed({
  id: T.String(),
  interface: T.String(),
  region_id: nullable(T.String()),
  url: T.String(),
  region: nullable(T.String()),
})

export const CATALOG = T.Array(
  closed({
    endpoints: T.Array(CATALOG_ENDPOINT),
    id: T.String(),
    type: T.String(),
    name: T.String(),
  }),
)

/** The catalogue as the bearer of a token with this user and project sees it. */
export function renderCatalog(
  rows: readonly CatalogRow[],
  ctx: RequestContext,
  who: { userId: string; projectId: string | undefined },
): Static<typeof CATALOG> {
  const parts: UrlParts = { ...who, addressOf: (serviceType) => ctx.addressOf(serviceType) }
  const services = new Map<string, Static<typeof CATALOG>[number]>()
  for (const row of rows) {
    const { service_id: id, type } = row
    let service = services.get(id)
    if (service === undefined) {
      const { name } = JSON.parse(row.service_extra) as { name?: string }
      services.set(id, (service = { endpoints: [], id, type, name: name ?? '' }))
    }
    const url = row.url === null ? undefined : urlFor(row.url, parts)
    if (row.endpoint_id === null || row.interface === null || url === undefined) continue
    service.endpoints.push({
      id: row.endpoint_id,
      interface: row.interface,
      region_id: row.region_id,
      url,
      region: row.region_id,
    })
  }
  return [...services.values()]
}
