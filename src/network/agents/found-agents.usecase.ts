/** How agents are found by what is scheduled on them, and the bodies that schedule it. */
import { Type as T } from 'typebox'
import { readJson } from '../../kernel/body-format.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { str } from '../../kernel/python.ts'
import type { TargetSpec } from '../../kernel/target.ts'
import { agentNotFound, invalidRequest } from '../faults.ts'
import { target, type NetworkCall, type NetworkEnv } from '../operation.ts'
import { agentRows, bindingsOf, type AgentRow, type Serving } from './agents.store.ts'
import type { Agent } from './agents.ts'
import { living } from './agents.usecase.ts'

interface OfAgent {
  readonly agent_id: string
}

/** The agent of the path, where it is acted on together with what it serves. */
export const agentPart = {
  load: (tx, { params, lock }) => agentRows.find(tx, params.agent_id, [], lock),
  missing: ({ agent_id: id }) => agentNotFound(id),
} satisfies TargetSpec<AgentRow, OfAgent, NetworkEnv>

export const agentTarget = target<AgentRow, OfAgent>(agentPart)

/** Who may is known before anything is looked for, or looked at. */
export const SCHEDULING_CHECKS = ['policy', 'body', 'target'] as const

/** A body that names one thing: `{ "network_id": … }`; what it holds beside is passed over. */
export function naming<const K extends string>(name: K) {
  return readJson(T.Object({ [name]: T.Unknown() }), (sent): string => {
    if (!isDict(sent) || !Object.hasOwn(sent, name)) {
      throw invalidRequest(`Unable to find '${name}' in request body`)
    }
    // As Python writes what is no text.
    return str(sent[name])
  })
}

/** The agents that serve something, in the order of their ids. */
export async function agentsServing(
  { tx, env }: Pick<NetworkCall, 'tx' | 'env'>,
  serving: Serving,
  id: string,
): Promise<{ readonly agent: Agent; readonly place: number }[]> {
  const bindings = await bindingsOf(tx, serving, [id.toLowerCase()])
  const places = new Map(bindings.map((one) => [one.agent_id, one.binding_index]))
  const rows = await agentRows.having(tx, 'id', [...places.keys()])
  return rows.map((row) => ({ agent: living(env, row), place: places.get(row.id)! }))
}
