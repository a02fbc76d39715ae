/**
 * Which agents serve which networks with DHCP. Source: openstack/neutron
 * neutron/extensions/dhcpagentscheduler.py.
 */
import { Type as T } from 'typebox'
import { seenByPolicy } from '../../kernel/attributes/rules.ts'
import { AttributeView } from '../../kernel/attributes/view.ts'
import { EVERYTHING } from '../../kernel/lists/request.ts'
import { Reply } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import {
  ADD_NETWORK,
  GET_DHCP_AGENTS,
  GET_NETWORKS,
  REMOVE_NETWORK,
} from '../agents/agents.policies.ts'
import { BY_DHCP, servedBy, type AgentRow } from '../agents/agents.store.ts'
import {
  agentPart,
  agentsServing,
  agentTarget,
  naming,
  SCHEDULING_CHECKS,
} from '../agents/found-agents.usecase.ts'
import { hostingSchema, shownHosting } from '../agents/hosting.ts'
import { completed } from '../networks/completed.usecase.ts'
import { networkRows } from '../networks/networks.store.ts'
import { NETWORKS } from '../networks/networks.table.ts'
import { networkNotFound } from '../networks/networks.ts'
import { operation, targets } from '../operation.ts'
import { visibleNetworks } from '../visibility.ts'
import { addNetwork, removeNetwork } from './dhcp-networks.usecase.ts'

const COLLECTION = '/agents/{agent_id}/dhcp-networks'

const VIEW = new AttributeView(NETWORKS)

const list = operation({
  id: 'dhcp_networks.list',
  method: 'GET',
  path: COLLECTION,
  summary: 'List the networks that an agent serves with DHCP',
  policy: GET_NETWORKS,
  checks: SCHEDULING_CHECKS,
  target: agentTarget,
  query: NO_PARAMETERS,
  response: { 200: closed({ networks: T.Array(VIEW.schema) }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target: agent }) {
    const values = await servedBy(tx, BY_DHCP, agent.id)
    const conditions = [{ kind: 'in', column: 'id', values } as const, ...visibleNetworks(ctx)]
    const rows = await networkRows.list(tx, { ...EVERYTHING, conditions })
    const networks = await completed({ tx, ctx }, rows)
    return { networks: networks.map((one) => VIEW.show(seenByPolicy(one), ctx, undefined)) }
  },
})

interface Added {
  readonly network: { readonly id: string }
  readonly agent: AgentRow
}

const add = operation({
  id: 'dhcp_networks.create',
  method: 'POST',
  path: COLLECTION,
  summary: 'Let an agent serve a network with DHCP',
  policy: ADD_NETWORK,
  checks: SCHEDULING_CHECKS,
  target: targets<Added, { readonly agent_id: string }>({
    parts: {
      network: {
        load: (tx, { ctx, body, lock }) =>
          networkRows.find(tx, body as string, visibleNetworks(ctx), lock),
        missing: (_, body) => networkNotFound(body as string),
      },
      agent: agentPart,
    },
  }),
  body: naming('network_id'),
  success: 201,
  response: { 201: T.Null() },
  errors: [400, 403, 404, 409],
  async handle({ tx, target: { network, agent } }) {
    await addNetwork({ tx }, agent, network.id)
    return new Reply({ body: null })
  },
})

const remove = operation({
  id: 'dhcp_networks.delete',
  method: 'DELETE',
  path: `${COLLECTION}/{network_id}`,
  summary: 'Let an agent serve a network with DHCP no longer',
  policy: REMOVE_NETWORK,
  checks: SCHEDULING_CHECKS,
  target: agentTarget,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409],
  handle: ({ tx, target: agent, params }) => removeNetwork({ tx }, agent, params.network_id),
})

/** Of a network that there is not, too, the list is empty. */
const agents = operation({
  id: 'dhcp_agents.list',
  method: 'GET',
  path: '/networks/{network_id}/dhcp-agents',
  summary: 'List the agents that serve a network with DHCP',
  policy: GET_DHCP_AGENTS,
  query: NO_PARAMETERS,
  response: { 200: hostingSchema({}) },
  errors: [400, 403],
  async handle({ tx, ctx, env, params }) {
    const serving = await agentsServing({ tx, env }, BY_DHCP, params.network_id)
    return { agents: serving.map(({ agent }) => shownHosting(agent, ctx)) }
  },
})

export const dhcpNetworkOperations = [list, add, remove, agents]
