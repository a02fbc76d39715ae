/** Lets agents serve networks. Source: openstack/neutron neutron/db/agentschedulers_db.py. */
import { DHCP_AGENT } from '../agents/agents.ts'
import { bind, bindingsOf, BY_DHCP, unbind, type AgentRow } from '../agents/agents.store.ts'
import { freePlace } from '../agents/choose.ts'
import {
  invalidDhcpAgent,
  networkHostedByDhcpAgent,
  networkNotHostedByDhcpAgent,
} from '../faults.ts'
import type { NetworkCall } from '../operation.ts'

type Call = Pick<NetworkCall, 'tx'>

/** @throws Fault 404 InvalidDHCPAgent, 409 NetworkHostedByDHCPAgent */
export async function addNetwork({ tx }: Call, agent: AgentRow, networkId: string): Promise<void> {
  if (agent.agent_type !== DHCP_AGENT || !agent.admin_state_up) throw invalidDhcpAgent(agent.id)
  for (;;) {
    const bindings = await bindingsOf(tx, BY_DHCP, [networkId])
    if (bindings.some((one) => one.agent_id === agent.id)) {
      throw networkHostedByDhcpAgent(networkId, agent.id)
    }
    const place = freePlace(bindings.map((one) => one.binding_index))
    const binding = { served: networkId, agent_id: agent.id, binding_index: place }
    // Who took the place at the same time is seen by the next look.
    if (await bind(tx, BY_DHCP, binding)) return
  }
}

/** @throws Fault 409 NetworkNotHostedByDhcpAgent */
export async function removeNetwork(
  { tx }: Call,
  agent: AgentRow,
  networkId: string,
): Promise<void> {
  if (await unbind(tx, BY_DHCP, networkId.toLowerCase(), agent.id)) return
  throw networkNotHostedByDhcpAgent(networkId, agent.id)
}
