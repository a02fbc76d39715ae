import type { RequestContext } from '../kernel/context.ts'
import { itemLinks, projectInUrl } from '../kernel/item-links.ts'
import { dumps } from '../kernel/python.ts'

interface Leads {
  readonly ctx: RequestContext
  readonly endpoint: string
  readonly project: string
  readonly collection: string
  readonly self: string
  readonly bookmark: string
}

/** Of the last answer: the next is often for the same project at the same address. */
let leads: Leads | undefined

/** `itemLinks` as JSON, of which links are a large part. @param id needs no escaping */
export function writtenItemLinks(ctx: RequestContext, collection: string, id: string): string {
  const { self, bookmark } = leadsFor(ctx, collection)
  return `[${self}${id}"}, ${bookmark}${id}"}]`
}

function leadsFor(ctx: RequestContext, collection: string): Leads {
  if (leads?.ctx === ctx && leads.collection === collection) return leads
  const { endpoint } = ctx
  const project = projectInUrl(ctx)
  if (
    leads?.collection !== collection ||
    leads.project !== project ||
    leads.endpoint !== endpoint
  ) {
    const [self, bookmark] = itemLinks(ctx, collection, '').map((link) => dumps(link).slice(0, -2))
    leads = { ctx, endpoint, project, collection, self: self!, bookmark: bookmark! }
  } else leads = { ...leads, ctx }
  return leads
}

/** Where a collection is listed, in the project that the request's own URL names. */
export function collectionAddress(ctx: RequestContext, collection: string): string {
  return `${ctx.endpoint}${projectInUrl(ctx)}/${collection}`
}
