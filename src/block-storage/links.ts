import type { RequestContext } from '../kernel/context.ts'
import { MAX_LIMIT, pageOf } from '../kernel/pagination.ts'

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

/**
 * The link to the next page, or none. It is there when the limit was reached, though nothing may
 * follow; `count`, where a client asked for it, takes the place of the number of items.
 */
export function nextPageLinks(
  ctx: RequestContext,
  collection: string,
  ids: readonly string[],
  count = ids.length,
): Link[] | undefined {
  const last = ids.at(-1)
  if (last === undefined || pageOf(ctx, MAX_LIMIT).limit > count) return undefined
  const query = new URLSearchParams(ctx.search)
  query.delete('marker')
  query.append('marker', last)
  const path = `${projectInUrl(ctx)}/${collection}`
  return [{ rel: 'next', href: `${ctx.endpoint}${path}?${query.toString()}` }]
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
