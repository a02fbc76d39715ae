/** Who may do what with agents. Source: openstack/neutron neutron/conf/policies/agent.py. */
import { operationsOf, policyRule, type PolicyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'
import { resourceRule } from '../policies.ts'

const AGENT = { resource: 'agent', path: '/agents' } as const

export const agentRules = {
  show: resourceRule(AGENT, 'get', ADMIN),
  update: resourceRule(AGENT, 'update', ADMIN),
  delete: resourceRule(AGENT, 'delete', ADMIN),
}

function scheduling(name: string, description: string, call: `${string} ${string}`): PolicyRule {
  const operations = operationsOf([call])
  return policyRule({ name, check: ADMIN, description, scopes: ['project'], operations })
}

export const ADD_NETWORK = scheduling(
  'create_dhcp-network',
  'Let an agent serve a network with DHCP.',
  'POST /agents/{agent_id}/dhcp-networks',
)
export const GET_NETWORKS = scheduling(
  'get_dhcp-networks',
  'List the networks that an agent serves with DHCP.',
  'GET /agents/{agent_id}/dhcp-networks',
)
export const REMOVE_NETWORK = scheduling(
  'delete_dhcp-network',
  'Let an agent serve a network with DHCP no longer.',
  'DELETE /agents/{agent_id}/dhcp-networks/{network_id}',
)
export const GET_DHCP_AGENTS = scheduling(
  'get_dhcp-agents',
  'List the agents that serve a network with DHCP.',
  'GET /networks/{network_id}/dhcp-agents',
)
export const ADD_ROUTER = scheduling(
  'create_l3-router',
  'Let an agent host a router.',
  'POST /agents/{agent_id}/l3-routers',
)
export const GET_ROUTERS = scheduling(
  'get_l3-routers',
  'List the routers that an agent hosts.',
  'GET /agents/{agent_id}/l3-routers',
)
export const REMOVE_ROUTER = scheduling(
  'delete_l3-router',
  'Let an agent host a router no longer.',
  'DELETE /agents/{agent_id}/l3-routers/{router_id}',
)
export const GET_L3_AGENTS = scheduling(
  'get_l3-agents',
  'List the agents that host a router.',
  'GET /routers/{router_id}/l3-agents',
)
