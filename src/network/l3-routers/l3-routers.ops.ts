/** Which agents host which routers. Source: openstack/neutron neutron/extensions/l3agentscheduler.py. */
import { Type as T } from 'typebox'
import { seenByPolicy } from '../../kernel/attributes/rules.ts'
import { AttributeView } from '../../kernel/attributes/view.ts'
import { EVERYTHING } from '../../kernel/lists/request.ts'
import { Reply } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { ADD_ROUTER, GET_L3_AGENTS, GET_ROUTERS, REMOVE_ROUTER } from '../agents/agents.policies.ts'
import { BY_L3, servedBy, type AgentRow } from '../agents/agents.store.ts'
import {
  agentPart,
  agentsServing,
  agentTarget,
  naming,
  SCHEDULING_CHECKS,
} from '../agents/found-agents.usecase.ts'
import { hostingSchema, shownHosting } from '../agents/hosting.ts'
import { routerNotFound } from '../faults.ts'
import { operation, target, targets } from '../operation.ts'
import { completedRouters } from '../routers/completed-routers.usecase.ts'
import { routerRows, type RouterRow } from '../routers/routers.store.ts'
import { ROUTERS } from '../routers/routers.table.ts'
import { ownOr } from '../visibility.ts'
import { addRouter, removeRouter, withStates } from './l3-routers.usecase.ts'

const COLLECTION = '/agents/{agent_id}/l3-routers'

const VIEW = new AttributeView(ROUTERS)

const list = operation({
  id: 'l3_routers.list',
  method: 'GET',
  path: COLLECTION,
  summary: 'List the routers that an agent hosts',
  policy: GET_ROUTERS,
  checks: SCHEDULING_CHECKS,
  target: agentTarget,
  query: NO_PARAMETERS,
  response: { 200: closed({ routers: T.Array(VIEW.schema) }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target: agent }) {
    const values = await servedBy(tx, BY_L3, agent.id)
    const conditions = [{ kind: 'in', column: 'id', values } as const, ...ownOr(ctx)]
    const rows = await routerRows.list(tx, { ...EVERYTHING, conditions })
    const routers = await completedRouters(tx, rows)
    return { routers: routers.map((one) => VIEW.show(seenByPolicy(one), ctx, undefined)) }
  },
})

interface Hosting {
  readonly router: RouterRow
  readonly agent: AgentRow
}

const add = operation({
  id: 'l3_routers.create',
  method: 'POST',
  path: COLLECTION,
  summary: 'Let an agent host a router',
  policy: ADD_ROUTER,
  checks: SCHEDULING_CHECKS,
  target: targets<Hosting, { readonly agent_id: string }>({
    parts: {
      router: {
        // It is hosted by one agent, whoever asks at the same time.
        load: (tx, { ctx, body }) => routerRows.find(tx, body as string, ownOr(ctx), 'change'),
        missing: (_, body) => routerNotFound(body as string),
      },
      agent: agentPart,
    },
  }),
  body: naming('router_id'),
  success: 201,
  response: { 201: T.Null() },
  errors: [400, 403, 404, 409],
  async handle({ tx, target: { agent, router } }) {
    await addRouter({ tx }, agent, router)
    return new Reply({ body: null })
  },
})

const remove = operation({
  id: 'l3_routers.delete',
  method: 'DELETE',
  path: `${COLLECTION}/{router_id}`,
  summary: 'Let an agent host a router no longer',
  policy: REMOVE_ROUTER,
  checks: SCHEDULING_CHECKS,
  target: targets<Hosting, { readonly agent_id: string; readonly router_id: string }>({
    parts: {
      agent: agentPart,
      router: {
        load: (tx, { ctx, params }) => routerRows.find(tx, params.router_id, ownOr(ctx), 'change'),
        missing: ({ router_id: id }) => routerNotFound(id),
      },
    },
  }),
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409],
  handle: ({ tx, target: { agent, router } }) => removeRouter({ tx }, agent, router),
})

const routerTarget = target<RouterRow, { readonly router_id: string }>({
  load: (tx, { ctx, params }) => routerRows.find(tx, params.router_id, ownOr(ctx)),
  missing: ({ router_id: id }) => routerNotFound(id),
})

const STATE = nullable(T.Union(['active', 'standby', 'unknown'].map((one) => T.Literal(one))))

const agents = operation({
  id: 'l3_agents.list',
  method: 'GET',
  path: '/routers/{router_id}/l3-agents',
  summary: 'List the agents that host a router',
  policy: GET_L3_AGENTS,
  checks: SCHEDULING_CHECKS,
  target: routerTarget,
  query: NO_PARAMETERS,
  response: { 200: hostingSchema({ ha_state: STATE }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target: router }) {
    const hosting = await agentsServing({ tx, env }, BY_L3, router.id)
    const agents = withStates(hosting, router.ha === true).map(({ agent, state }) => {
      return { ...shownHosting(agent, ctx), ha_state: state }
    })
    return { agents }
  },
})

export const l3RouterOperations = [list, add, remove, agents]
