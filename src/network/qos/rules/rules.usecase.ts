/** Makes, changes and deletes QoS rules. Source: neutron/services/qos/qos_plugin.py. */
import type { Rows } from '../../rows/rows.store.ts'
import type { Attributes } from '../../../kernel/attributes/table.ts'
import type { NetworkCall } from '../../operation.ts'
import { secondsNow } from '../../times.ts'
import { qosPolicyRows, type QosPolicyRow } from '../policies.store.ts'
import { rulesOfPolicies, type HiddenOfRules } from './rules.store.ts'
import { refuseConflicts, type RuleType, type RuleValues } from './rules.ts'

export type RuleRow = RuleValues & HiddenOfRules & { readonly id: string }
export type RuleRows = Rows<Attributes, never, HiddenOfRules>

/**
 * What is made of several is checked one after the other. Each is a change of the policy, which is
 * locked.
 * @throws Fault 409
 */
export async function createRules(
  call: NetworkCall,
  rows: RuleRows,
  type: RuleType,
  policy: QosPolicyRow,
  posted: readonly RuleValues[],
): Promise<RuleRow[]> {
  const { tx, env } = call
  const made: RuleRow[] = []
  for (const sent of posted) {
    const id = env.ids.uuid()
    const rule = { ...sent, id, qos_policy_id: policy.id, type }
    await refuseIn(call, rule, sent)
    const row = { ...rule, policy_project_id: policy.project_id }
    await rows.insert(tx, [row])
    made.push(row)
  }
  await touch(call, policy.id, made.length)
  return made
}

/** @throws Fault 409 */
export async function updateRule(
  call: NetworkCall,
  rows: RuleRows,
  now: RuleRow,
  changes: RuleValues,
): Promise<RuleRow> {
  await refuseIn(call, { ...now, ...changes }, changes)
  const differs = Object.entries(changes).some(
    ([name, value]) => now[name as keyof RuleValues] !== value,
  )
  if (!differs) return now
  const changed = await rows.change(call.tx, { ...now }, { ...changes }, secondsNow(call.env.clock))
  await touch(call, now.qos_policy_id)
  return { ...now, ...changed }
}

export async function deleteRule(call: NetworkCall, rows: RuleRows, now: RuleRow): Promise<void> {
  await rows.remove(call.tx, [now.id])
  await touch(call, now.qos_policy_id)
}

async function refuseIn(
  { tx }: NetworkCall,
  rule: RuleValues & Omit<RuleRow, 'policy_project_id'>,
  sent: RuleValues,
): Promise<void> {
  const { qos_policy_id: policy, id, type } = rule
  const others = (await rulesOfPolicies(tx, [policy])).get(policy) ?? []
  refuseConflicts({ ...rule, id, type, qos_policy_id: policy }, sent, others)
}

async function touch({ tx, env }: NetworkCall, policyId: string, times = 1): Promise<void> {
  await qosPolicyRows.touch(tx, [policyId], secondsNow(env.clock), times)
}
