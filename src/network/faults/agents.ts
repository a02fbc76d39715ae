/**
 * Refusals of agents and of what is scheduled on them: neutron_lib/exceptions/agent.py,
 * dhcpagentscheduler.py, availability_zone.py, neutron/extensions/l3agentscheduler.py.
 */
import { conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function agentNotFound(id: string): Fault {
  return notFound(`Agent ${id} could not be found.`, { type: 'AgentNotFound' })
}

export function availabilityZoneNotFound(zone: string): Fault {
  return notFound(`AvailabilityZone ${zone} could not be found.`, {
    type: 'AvailabilityZoneNotFound',
  })
}

export function invalidDhcpAgent(id: string): Fault {
  return notFound(`Agent ${id} is not a valid DHCP Agent or has been disabled.`, {
    type: 'InvalidDHCPAgent',
  })
}

export function networkHostedByDhcpAgent(networkId: string, agentId: string): Fault {
  return conflict(
    `The network ${networkId} has been already hosted by the DHCP Agent ${agentId}.`,
    { type: 'NetworkHostedByDHCPAgent' },
  )
}

export function networkNotHostedByDhcpAgent(networkId: string, agentId: string): Fault {
  return conflict(`The network ${networkId} is not hosted by the DHCP Agent ${agentId}.`, {
    type: 'NetworkNotHostedByDhcpAgent',
  })
}

export function invalidL3Agent(id: string): Fault {
  return notFound(`Agent ${id} is not a L3 Agent or has been disabled`, { type: 'InvalidL3Agent' })
}

export function routerHostedByL3Agent(routerId: string, agentId: string): Fault {
  return conflict(`The router ${routerId} has been already hosted by the L3 Agent ${agentId}.`, {
    type: 'RouterHostedByL3Agent',
  })
}

export function routerL3AgentMismatch(routerId: string, agentId: string): Fault {
  return conflict(`Cannot host distributed router ${routerId} on legacy L3 agent ${agentId}.`, {
    type: 'RouterL3AgentMismatch',
  })
}

/** What agents of each host do by themselves nobody assigns to them, or takes away. */
export function dvrAgent(change: 'Assign' | 'Remove'): Fault {
  const [verb, word] = change === 'Assign' ? ['assign', 'to'] : ['remove', 'from']
  return conflict(`Not allowed to manually ${verb} a router ${word} an agent in 'dvr' mode.`, {
    type: change === 'Assign' ? 'DVRL3CannotAssignToDvrAgent' : 'DVRL3CannotRemoveFromDvrAgent',
  })
}
