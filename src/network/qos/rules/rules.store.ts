/** Rows of QoS rules: one table for all types. */
import type { Attributes, AttributeTable } from '../../../kernel/attributes/table.ts'
import type { Tx } from '../../../storage/database.ts'
import { Rows } from '../../rows/rows.store.ts'
import { RULE_TYPES, type QosRule, type RuleType, type RuleValues } from './rules.ts'

export type HiddenOfRules = {
  readonly qos_policy_id: string
  readonly policy_project_id: string
  readonly type: RuleType
}

/** The rows of one type, by the attributes that it has. */
export function ruleRows(table: AttributeTable) {
  return new Rows<Attributes, never, HiddenOfRules>(table, {
    table: 'qos_rules',
    elsewhere: [],
    hidden: { qos_policy_id: 'text', policy_project_id: 'text', type: 'text' },
  })
}

/** By policy, in the order of types, and those of a type in that in which they were made. */
export async function rulesOfPolicies(
  tx: Tx,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly QosRule[]>> {
  if (policyIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('qos_rules')
    .selectAll()
    .where('qos_policy_id', 'in', policyIds)
    .orderBy('serial')
    .execute()
  const rules = rows.map(({ serial: _serial, policy_project_id: _project, ...row }): QosRule => {
    const { id, qos_policy_id: policy, type, ...values } = row
    const said = Object.entries(values).filter(([, value]) => value !== null)
    const given: RuleValues = Object.fromEntries(said)
    return { ...given, id, qos_policy_id: policy, type: type as RuleType }
  })
  const sorted = RULE_TYPES.flatMap((type) => rules.filter((rule) => rule.type === type))
  return Map.groupBy(sorted, (rule) => rule.qos_policy_id)
}
