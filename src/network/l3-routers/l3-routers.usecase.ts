/** Lets agents host routers. Source: openstack/neutron neutron/db/l3_agentschedulers_db.py. */
import { isOfHost, L3_AGENT, type Agent } from '../agents/agents.ts'
import { bind, bindingsOf, BY_L3, unbind, type AgentRow } from '../agents/agents.store.ts'
import { canHost, freePlace } from '../agents/choose.ts'
import {
  dvrAgent,
  invalidL3Agent,
  routerHostedByL3Agent,
  routerL3AgentMismatch,
} from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import type { RouterRow } from '../routers/routers.store.ts'

type Call = Pick<NetworkCall, 'tx'>

/** To be called with the router locked. @throws Fault 404 InvalidL3Agent, 409 */
export async function addRouter({ tx }: Call, agent: AgentRow, router: RouterRow): Promise<void> {
  requireFit(agent, router)
  const bindings = await bindingsOf(tx, BY_L3, [router.id])
  if (bindings.some((one) => one.agent_id === agent.id)) return
  const [first] = bindings
  if (first !== undefined && !router.ha) throw routerHostedByL3Agent(router.id, first.agent_id)
  const place = freePlace(bindings.map((one) => one.binding_index))
  await bind(tx, BY_L3, { served: router.id, agent_id: agent.id, binding_index: place })
}

function requireFit(agent: AgentRow, router: RouterRow): void {
  if (agent.agent_type !== L3_AGENT) throw invalidL3Agent(agent.id)
  if (isOfHost(agent)) throw dvrAgent('Assign')
  if (!canHost(agent, router)) throw routerL3AgentMismatch(router.id, agent.id)
  if (!agent.admin_state_up) throw invalidL3Agent(agent.id)
}

/** What it does not host it does not host: that is no error. @throws Fault 409 */
export async function removeRouter(
  { tx }: Call,
  agent: AgentRow,
  router: RouterRow,
): Promise<void> {
  if (isOfHost(agent)) throw dvrAgent('Remove')
  await unbind(tx, BY_L3, router.id, agent.id)
}

/** Of the agents that host a highly available router the first that is alive forwards. */
export function withStates(
  hosting: readonly { readonly agent: Agent; readonly place: number }[],
  isHa: boolean,
): { readonly agent: Agent; readonly state: 'active' | 'standby' | 'unknown' | null }[] {
  const living = hosting.filter(({ agent }) => agent.alive).map(({ place }) => place)
  const first = Math.min(...living)
  return hosting.map(({ agent, place }) => {
    if (!isHa) return { agent, state: null }
    if (!agent.alive) return { agent, state: 'unknown' }
    return { agent, state: place === first ? 'active' : 'standby' }
  })
}
