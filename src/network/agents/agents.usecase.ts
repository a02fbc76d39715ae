/** Agents as they are at the moment. */
import type { AgentKind } from '../../drivers/network/agents.ts'
import type { NetworkCall, NetworkEnv } from '../operation.ts'
import { livingAgent, type Agent } from './agents.ts'
import { agentsOfType, type AgentRow } from './agents.store.ts'

export function living({ options, clock }: NetworkEnv, row: AgentRow): Agent {
  return livingAgent(row, options.agents, clock.now())
}

/** Those of a kind, with none in the database asked for where this process runs none of it. */
export async function agentsThatRun(
  { tx, env }: Pick<NetworkCall, 'tx' | 'env'>,
  kind: AgentKind,
  type: string,
): Promise<Agent[]> {
  if (!env.options.agents.some((one) => one.kind === kind)) return []
  return (await agentsOfType(tx, type)).map((row) => living(env, row))
}
