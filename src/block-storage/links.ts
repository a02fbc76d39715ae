import type { RequestContext } from '../kernel/context.ts'
import { dumps } from '../kernel/python.ts'

/**
 * Links in answers. They name the project where the request's own URL does.
 * Source: openstack/cinder cinder/api/common.py (ViewBuilder).
 */

export interface Link {
  readonly rel: string
  readonly href: string
}

/** The links of one item: its own address, and one that no version stands in. */
export function itemLinks(ctx: RequestContext, collection: string, id: string): Link[] {
  const project = projectInUrl(ctx)
  return [
    { rel: 'self', href: `${ctx.endpoint}${project}/${collection}/${id}` },
    { rel: 'bookmark', href: `${ctx.base}${project}/${collection}/${id}` },
  ]
}

interface Leads {
  readonly ctx: RequestContext
  readonly collection: string
  readonly self: string
  readonly bookmark: string
}

/** Of the last list: it asks once for each of its items. */
let leads: Leads | undefined

/** The same as JSON, for lists, of which links are a large part. @param id needs no escaping */
export function writtenItemLinks(ctx: RequestContext, collection: string, id: string): string {
  if (leads === undefined || leads.ctx !== ctx || leads.collection !== collection) {
    const [self, bookmark] = itemLinks(ctx, collection, '').map((link) => dumps(link).slice(0, -2))
    leads = { ctx, collection, self: self!, bookmark: bookmark! }
  }
  return `[${leads.self}${id}"}, ${leads.bookmark}${id}"}]`
}

/** Where a collection is listed, in the project that the request's own URL names. */
export function collectionAddress(ctx: RequestContext, collection: string): string {
  return `${ctx.endpoint}${projectInUrl(ctx)}/${collection}`
}

/** By request: a list asks once for each of its items. */
const projectsInUrls = new WeakMap<RequestContext, string>()

function projectInUrl(ctx: RequestContext): string {
  let project = projectsInUrls.get(ctx)
  if (project === undefined) {
    project = findProjectInUrl(ctx)
    projectsInUrls.set(ctx, project)
  }
  return project
}

function findProjectInUrl(ctx: RequestContext): string {
  const { projectId } = ctx.token
  if (projectId === undefined) return ''
  const part = `/${projectId}`
  const version = ctx.endpoint.slice(ctx.base.length)
  return ctx.url.includes(version + part) ? part : ''
}
