import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { MAX_LIMIT, nextLinks } from '../../kernel/lists/paging.ts'
import { closed, LINK } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { firstText, novaList, type NovaRequest } from '../lists.ts'
import { MV } from '../microversions.ts'
import { operation, type ComputeEnv } from '../operation.ts'
import * as policies from './policies.ts'
import { periodOf, usageOf } from './usage.ts'
import { serversIn } from './usage.store.ts'
import { detailedUsageView, NO_USAGE, usageView } from './usage.view.ts'

const text = { schema: T.String(), from: MV.LEGACY, mayRepeat: true } as const
const PAGES = {
  pagedFrom: MV.USAGE_PAGES,
  strictFrom: MV.STRICT_QUERIES,
  pagesMayRepeat: true,
} as const
const LINKS = T.Optional(T.Array(LINK))

interface Asked {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly env: ComputeEnv
  readonly query: NovaRequest
}

/** A page of servers, summed up by project, and the links to the next one. */
async function usage({ tx, ctx, env, query }: Asked, name: string, projectId?: string) {
  const now = env.clock.now()
  const asked = { start: firstText(ctx, 'start'), end: firstText(ctx, 'end') }
  const period = periodOf(asked, now)
  const { limit = MAX_LIMIT, marker } = query
  const servers = await serversIn(tx, period, { projectId, limit, marker: marker?.id })
  const links = nextLinks(
    query,
    servers.map(({ id }) => id),
  )
  return { usages: usageOf(servers, period, now), links: links && { [name]: links } }
}

const list = operation({
  id: 'usage.list',
  method: 'GET',
  path: '/os-simple-tenant-usage',
  summary: 'List what each project has used',
  policy: policies.LIST,
  query: novaList({ ...PAGES, parameters: { start: text, end: text, detailed: text } }),
  response: {
    200: closed({
      tenant_usages: T.Array(T.Union([usageView.at(0), detailedUsageView.at(0)])),
      tenant_usages_links: LINKS,
    }),
  },
  errors: [400, 403],
  async handle(asked) {
    const { usages, links } = await usage(asked, 'tenant_usages_links')
    const view = firstText(asked.ctx, 'detailed') === '1' ? detailedUsageView : usageView
    return { tenant_usages: view.list(usages, asked.ctx), ...links }
  },
})

const show = operation({
  id: 'usage.show',
  method: 'GET',
  path: '/os-simple-tenant-usage/{tenant_id}',
  summary: 'Show what a project has used',
  policy: policies.SHOW,
  judgedOn: ({ params }) => ({ project_id: params.tenant_id }),
  query: novaList({ ...PAGES, parameters: { start: text, end: text } }),
  response: {
    200: closed({
      tenant_usage: T.Union([detailedUsageView.at(0), NO_USAGE]),
      tenant_usage_links: LINKS,
    }),
  },
  errors: [400, 403],
  async handle(asked) {
    const { usages, links } = await usage(asked, 'tenant_usage_links', asked.params.tenant_id)
    const [own] = usages
    return { tenant_usage: own ? detailedUsageView.render(own, asked.ctx) : {}, ...links }
  },
})

export const usageOperations = [list, show]
