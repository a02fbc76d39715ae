import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { many, one, type View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { MV } from '../microversions.ts'
import { novaList, novaQuery, type NovaRequest } from '../lists.ts'
import { operation, type ComputeEnv } from '../operation.ts'
import { BOOLEAN, FQDN, isTrue } from '../parameters.ts'
import { getHypervisor, hypervisorsLike, statesOf } from './hypervisors.usecase.ts'
import type { HypervisorState } from './hypervisor.ts'
import { hypervisorDetailView, hypervisorView } from './hypervisor.view.ts'
import { olderHypervisorOperations } from './hypervisors-older.ops.ts'
import { pageOfNodes } from './hypervisors.store.ts'
import * as policies from './policies.ts'

const WITH_SERVERS = { with_servers: { schema: BOOLEAN, from: MV.UUIDS } }

const LIST_QUERY = novaList({
  pagedFrom: MV.HYPERVISOR_PAGES,
  strictFrom: MV.UUIDS,
  parameters: { hypervisor_hostname_pattern: { schema: FQDN, from: MV.UUIDS }, ...WITH_SERVERS },
})

async function list(
  input: { tx: Tx; ctx: RequestContext; env: ComputeEnv; query: NovaRequest },
  view: View<HypervisorState>,
) {
  const { tx, ctx, env, query } = input
  const render = (states: HypervisorState[]) => states.map((state) => view.render(state, ctx))
  const { limit, marker, with_servers, hypervisor_hostname_pattern: pattern } = query.texts
  const asked = { servers: isTrue(with_servers), version: ctx.version }
  if (pattern !== undefined) {
    // A link to the next page would be refused, so there are no pages here.
    if (limit !== undefined || marker) throw badRequest()
    return { hypervisors: render(await hypervisorsLike(tx, env, pattern, asked)) }
  }
  const nodes = await pageOfNodes(tx, query)
  const ids = nodes.map(({ id, uuid }) => (ctx.version >= MV.UUIDS ? uuid : String(id)))
  const links = nextLinks(query, ids)
  const hypervisors = render(await statesOf(tx, env, nodes, asked))
  return links === undefined ? { hypervisors } : { hypervisors, hypervisors_links: links }
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
  query: novaQuery({ strictFrom: MV.UUIDS, parameters: WITH_SERVERS }),
  response: { 200: one('hypervisor', hypervisorDetailView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, params, query }) {
    const asked = { servers: isTrue(query['with_servers']), version: ctx.version }
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
