/** Agents of Network, which no request makes: those of the cloud that examples stand on. */
import type { SimulatedAgents } from '../../src/drivers/network/agents.ts'

export const AGENTS: readonly SimulatedAgents[] = [
  { kind: 'dhcp', hosts: ['host-1'] },
  { kind: 'l3', hosts: ['host-1'] },
  // To be deleted.
  { kind: 'metering', hosts: Array.from({ length: 60 }, (_, at) => `spare-${at}`) },
]
