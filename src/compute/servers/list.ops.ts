import { Type as T } from 'typebox'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { LINK, many } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { DETAIL, INDEX } from './list.policies.ts'
import { serverList } from './list.ts'
import { listServers } from './list-servers.usecase.ts'
import { serverDetailView, serverNameView } from './server.view.ts'
import { shownServers } from './shown-servers.usecase.ts'

const PAGE = { servers_links: T.Optional(T.Array(LINK)) }

function pageLinks(query: Parameters<typeof nextLinks>[0], servers: readonly { id: string }[]) {
  const ids = servers.map(({ id }) => id)
  const links = nextLinks(query, ids)
  return links && { servers_links: links }
}

const list = operation({
  id: 'servers.list',
  method: 'GET',
  path: '/servers',
  summary: 'List servers',
  policy: INDEX,
  query: serverList(false),
  response: { 200: many('servers', serverNameView, PAGE) },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const servers = await listServers({ tx, ctx, env }, query)
    const named = serverNameView.list(servers, ctx)
    return { servers: named, ...pageLinks(query, servers) }
  },
})

const detail = operation({
  id: 'servers.detail',
  method: 'GET',
  path: '/servers/detail',
  summary: 'List servers with details',
  policy: DETAIL,
  transaction: 'snapshot',
  query: serverList(true),
  response: { 200: many('servers', serverDetailView, PAGE) },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const servers = await listServers({ tx, ctx, env }, query)
    const shown = serverDetailView.list(await shownServers({ tx, env }, servers), ctx)
    return { servers: shown, ...pageLinks(query, servers) }
  },
})

export const serverListOperations = [list, detail]
