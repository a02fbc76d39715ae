import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { since } from '../../kernel/operation.ts'
import { nextLinks, pageOf } from '../../kernel/pagination.ts'
import { closed, many, one, type View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { MV } from '../microversions.ts'
import { operation, type ComputeEnv } from '../operation.ts'
import { BOOLEAN, FQDN, isTrue, NATURAL_NUMBER, refuseRepeated } from '../parameters.ts'
import { getHypervisor, hypervisorsLike, statesOf } from './hypervisors.usecase.ts'
import type { HypervisorState } from './hypervisor.ts'
import { hypervisorDetailView, hypervisorView } from './hypervisor.view.ts'
import { olderHypervisorOperations } from './hypervisors-older.ops.ts'
import { findNode, listNodes } from './hypervisors.store.ts'
import * as policies from './policies.ts'

const PAGE = { limit: T.Optional(NATURAL_NUMBER), marker: T.Optional(T.String()) }
const WITH_SERVERS = { with_servers: T.Optional(BOOLEAN) }
const PATTERN = { hypervisor_hostname_pattern: T.Optional(FQDN) }

const LIST_QUERY = since({
  '2.0': T.Object({}, { additionalProperties: true }),
  '2.33': T.Object(PAGE, { additionalProperties: true }),
  '2.53': closed({ ...PAGE, ...PATTERN, ...WITH_SERVERS }),
})

const SINGLE = Object.keys({ ...PAGE, ...PATTERN, ...WITH_SERVERS })

/** What may be in the query at some version. */
interface ListQuery {
  readonly limit?: string
  readonly marker?: string
  readonly hypervisor_hostname_pattern?: string
  readonly with_servers?: boolean | string
}

/** Before there were pages there was no limit either. */
const ALL = Number.MAX_SAFE_INTEGER

async function list(
  input: { tx: Tx; ctx: RequestContext; env: ComputeEnv; query: ListQuery },
  view: View<HypervisorState>,
) {
  const { tx, ctx, env, query } = input
  const render = (states: HypervisorState[]) => states.map((state) => view.render(state, ctx))
  const byUuid = ctx.version >= MV.UUIDS
  if (byUuid) refuseRepeated(ctx, SINGLE)
  const asked = { servers: byUuid && isTrue(query.with_servers), version: ctx.version }
  const pattern = byUuid ? query.hypervisor_hostname_pattern : undefined
  if (pattern !== undefined) {
    // A link to the next page would be refused, so there are no pages here.
    if (ctx.search.has('limit') || ctx.search.get('marker')) throw badRequest()
    return { hypervisors: render(await hypervisorsLike(tx, env, pattern, asked)) }
  }
  const paged = ctx.version >= MV.HYPERVISOR_PAGES
  const page = paged ? pageOf(ctx) : { limit: ALL, marker: undefined }
  const after = page.marker === undefined ? undefined : await findNode(tx, page.marker)
  if (page.marker !== undefined && after === undefined) {
    throw badRequest(`marker [${page.marker}] not found`)
  }
  const nodes = await listNodes(tx, after?.id ?? 0, page.limit)
  const ids = nodes.map(({ id, uuid }) => (byUuid ? uuid : String(id)))
  const links = paged ? nextLinks(ctx, ids, page.limit, knownParameters(ctx)) : undefined
  const hypervisors = render(await statesOf(tx, env, nodes, asked))
  return links === undefined ? { hypervisors } : { hypervisors, hypervisors_links: links }
}

/** The parameters that the list knows, as its links repeat them: by name, each once. */
function knownParameters(ctx: RequestContext): URLSearchParams {
  const names = ctx.version >= MV.UUIDS ? SINGLE : Object.keys(PAGE)
  const known = new URLSearchParams()
  for (const name of names.toSorted()) {
    const value = ctx.search.getAll(name).at(-1)
    if (value !== undefined) known.set(name, value)
  }
  return known
}

export const listHypervisors = operation({
  id: 'hypervisors.list',
  method: 'GET',
  path: '/os-hypervisors',
  summary: 'List hypervisors',
  policy: policies.LIST,
  query: LIST_QUERY,
  response: { 200: many('hypervisors', hypervisorView) },
  errors: [400, 403, 404],
  handle: (input) => list(input, hypervisorView),
})

export const listHypervisorsWithDetails = operation({
  id: 'hypervisors.detail',
  method: 'GET',
  path: '/os-hypervisors/detail',
  summary: 'List hypervisors with details',
  policy: policies.LIST_DETAIL,
  query: LIST_QUERY,
  response: { 200: many('hypervisors', hypervisorDetailView) },
  errors: [400, 403, 404],
  handle: (input) => list(input, hypervisorDetailView),
})

export const showHypervisor = operation({
  id: 'hypervisors.show',
  method: 'GET',
  path: '/os-hypervisors/{hypervisor_id}',
  summary: 'Show a hypervisor',
  policy: policies.SHOW,
  query: since({
    '2.0': T.Object({}, { additionalProperties: true }),
    '2.53': closed(WITH_SERVERS),
  }),
  response: { 200: one('hypervisor', hypervisorDetailView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, params, query }) {
    const byUuid = ctx.version >= MV.UUIDS
    if (byUuid) refuseRepeated(ctx, Object.keys(WITH_SERVERS))
    const servers = byUuid && isTrue((query as ListQuery).with_servers)
    const asked = { servers, version: ctx.version }
    const state = await getHypervisor(tx, env, params.hypervisor_id, asked)
    return { hypervisor: hypervisorDetailView.render(state, ctx) }
  },
})

export const hypervisorOperations = [
  listHypervisors,
  listHypervisorsWithDetails,
  showHypervisor,
  ...olderHypervisorOperations,
]
