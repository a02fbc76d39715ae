/** What `GET /os-hypervisors` and its details took over from 2.53 and 2.88 on. */
import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, many, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { getHypervisor, hypervisorsLike, usedNodes } from './hypervisors.usecase.ts'
import { statisticsOf } from './hypervisor.ts'
import { hypervisorUptimeView, hypervisorView } from './hypervisor.view.ts'
import * as policies from './policies.ts'

const STATISTICS = closed(
  Object.fromEntries(Object.keys(statisticsOf([])).map((name) => [name, T.Integer()])),
)

export const showHypervisorStatistics = operation({
  id: 'hypervisors.statistics',
  method: 'GET',
  path: '/os-hypervisors/statistics',
  summary: 'Show sums over all hypervisors that take new servers',
  versions: ['2.0', '2.87'],
  policy: policies.STATISTICS,
  response: { 200: closed({ hypervisor_statistics: STATISTICS }) },
  errors: [403],
  async handle({ tx }) {
    return { hypervisor_statistics: statisticsOf(await usedNodes(tx)) }
  },
})

export const showHypervisorUptime = operation({
  id: 'hypervisors.uptime',
  method: 'GET',
  path: '/os-hypervisors/{hypervisor_id}/uptime',
  summary: 'Show how long a hypervisor has been up',
  versions: ['2.0', '2.87'],
  policy: policies.UPTIME,
  response: { 200: one('hypervisor', hypervisorUptimeView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, params }) {
    const asked = { servers: false, version: ctx.version }
    const state = await getHypervisor(tx, env, params.hypervisor_id, asked)
    if (state.uptime === null) {
      throw badRequest(`Compute service of ${state.node.host} is unavailable at this time.`)
    }
    return { hypervisor: hypervisorUptimeView.render(state, ctx) }
  },
})

export const searchHypervisors = operation({
  id: 'hypervisors.search',
  method: 'GET',
  path: '/os-hypervisors/{hypervisor_hostname_pattern}/search',
  summary: 'Find hypervisors by host name',
  versions: ['2.0', '2.52'],
  policy: policies.SEARCH,
  query: NO_PARAMETERS,
  response: { 200: many('hypervisors', hypervisorView) },
  errors: [403, 404],
  async handle({ tx, ctx, env, params }) {
    const { hypervisor_hostname_pattern: pattern } = params
    const asked = { servers: false, version: ctx.version }
    const states = await hypervisorsLike(tx, env, pattern, asked)
    return { hypervisors: states.map((state) => hypervisorView.render(state, ctx)) }
  },
})

export const listHypervisorServers = operation({
  id: 'hypervisors.servers',
  method: 'GET',
  path: '/os-hypervisors/{hypervisor_hostname_pattern}/servers',
  summary: 'Find hypervisors by host name and list their servers',
  versions: ['2.0', '2.52'],
  policy: policies.SERVERS,
  query: NO_PARAMETERS,
  response: { 200: many('hypervisors', hypervisorView) },
  errors: [403, 404],
  async handle({ tx, ctx, env, params }) {
    const { hypervisor_hostname_pattern: pattern } = params
    const asked = { servers: true, version: ctx.version }
    const states = await hypervisorsLike(tx, env, pattern, asked)
    return { hypervisors: states.map((state) => hypervisorView.render(state, ctx)) }
  },
})

export const olderHypervisorOperations = [
  showHypervisorStatistics,
  showHypervisorUptime,
  searchHypervisors,
  listHypervisorServers,
]
