import type { RequestContext } from './context.ts'

/**
 * Links to items, as Compute and Block Storage write them: they name the project where the request's
 * own URL does. Source: openstack/nova nova/api/openstack/common.py (ViewBuilder), and the same of
 * cinder/api/common.py.
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

/** With a slash before it; empty where the URL has none. */
export function projectInUrl(ctx: RequestContext): string {
  const { projectId } = ctx.token
  if (projectId === undefined) return ''
  const part = `/${projectId}`
  const version = ctx.endpoint.slice(ctx.base.length)
  return ctx.url.includes(version + part) ? part : ''
}
