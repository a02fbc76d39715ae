import { attributeOperations } from '../../kernel/attributes/operations.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { agentNotFound, badPart } from '../faults.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { agentRules } from './agents.policies.ts'
import { agentRows, unbindAgent, type AgentRow } from './agents.store.ts'
import { AGENTS, ALIVE } from './agents.table.ts'
import type { Agent } from './agents.ts'
import { living } from './agents.usecase.ts'
import { serveTheUnserved } from './start-agents.usecase.ts'

/** Who is alive is asked of those on the page, so that a page may be shorter than it could be. */
async function listAgents({ tx, env }: NetworkCall, request: ListRequest): Promise<Agent[]> {
  if (request.order.some(({ column }) => column === ALIVE)) {
    throw badPart('agents', `'${ALIVE}' is an invalid attribute for sort key`)
  }
  let wanted: boolean | undefined
  const conditions = request.conditions.filter((one) => {
    if (one.kind !== 'members' || one.relation !== ALIVE) return true
    wanted = one.names[0] === 'true'
    return false
  })
  const rows = await agentRows.list(tx, { ...request, conditions })
  const agents = rows.map((row) => living(env, row))
  return agents.filter(({ alive }) => wanted === undefined || alive === wanted)
}

export const agentOperations = attributeOperations(operation, AGENTS, {
  operations: ['list', 'show', 'update', 'delete'],
  rules: agentRules,
  // As upstream's store, which asks nobody who they are: others find none by the rule.
  visible: () => [],
  missing: agentNotFound,
  async find({ tx, env }, id, visible, lock) {
    const row = await agentRows.find(tx, id, visible, lock)
    return row && living(env, row)
  },
  list: listAgents,
  async update(call, now, changes) {
    const { tx, env } = call
    const row = await agentRows.find(tx, now.id)
    const changed = await agentRows.change(tx, row!, changes as Partial<AgentRow>, '')
    if (changes.admin_state_up === true && !now.admin_state_up) await serveTheUnserved(call)
    return living(env, changed)
  },
  async delete({ tx }, { id }) {
    await unbindAgent(tx, id)
    await agentRows.remove(tx, [id])
  },
})
