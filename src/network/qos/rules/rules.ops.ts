/** Rules of QoS policies, and the same by aliases that name no policy. */
import { attributeOperations } from '../../../kernel/attributes/operations.ts'
import type { Parent } from '../../../kernel/attributes/resource.ts'
import type { Attributes, Item } from '../../../kernel/attributes/table.ts'
import { among } from '../../../kernel/lists/request.ts'
import type { Condition } from '../../../kernel/lists/conditions.ts'
import type { Operation } from '../../../kernel/operation.ts'
import type { Lock } from '../../../kernel/target.ts'
import type { Tx } from '../../../storage/database.ts'
import { qosPolicyNotFound, qosRuleNotFound } from '../../faults.ts'
import { operation, type NetworkCall, type NetworkEnv } from '../../operation.ts'
import { qosPolicyOfRules, type QosPolicyRow } from '../policies.store.ts'
import { visibleQosPolicies } from '../policies.ts'
import { rulesOfAlias, rulesOfType } from './rules.policies.ts'
import { ruleRows } from './rules.store.ts'
import { QOS_RULE_TABLES, type RuleTables } from './rules.table.ts'
import type { RuleType, RuleValues } from './rules.ts'
import { createRules, deleteRule, updateRule, type RuleRow } from './rules.usecase.ts'

type Rule = Item<Attributes>

const policy: Parent<NetworkEnv, QosPolicyRow> = {
  path: '/qos/policies/{policy_id}',
  find: policyOfRules,
  missing: qosPolicyNotFound,
  owner: ({ project_id: owner }) => owner,
}

function policyOfRules(
  { tx, ctx }: NetworkCall,
  id: string,
  lock: Lock | undefined,
): Promise<QosPolicyRow | undefined> {
  return qosPolicyOfRules(tx, id, visibleQosPolicies(ctx), lock && 'turn')
}

/** Those of one type, of one policy if one is named. */
function ofType(type: RuleType, policyId?: string): Condition[] {
  const its: Condition = { kind: 'in', column: 'type', values: [type] }
  if (policyId === undefined) return [its]
  return [its, { kind: 'in', column: 'qos_policy_id', values: [policyId] }]
}

function operationsOf({ type, ofPolicy, alias }: RuleTables): Operation[] {
  const rows = ruleRows(ofPolicy)
  const find = (tx: Tx, id: string, policyId?: string) =>
    rows.find(tx, id, ofType(type, policyId)) as Promise<RuleRow | undefined>
  const changing = {
    // A policy has one mark, which says no direction.
    errors: { create: [409], update: type === 'dscp_marking' ? [] : [409] },
    visible: () => [],
    update: (call: NetworkCall, now: Rule, changes: object) =>
      updateRule(call, rows, now as unknown as RuleRow, changes),
    delete: (call: NetworkCall, now: Rule) => deleteRule(call, rows, now as unknown as RuleRow),
  }
  return [
    ...attributeOperations(operation, ofPolicy, {
      ...changing,
      parent: policy,
      rules: rulesOfType(type),
      missing: (id, { policy_id: policyId }) => qosRuleNotFound(id, policyId!),
      find: ({ tx, parent }, id) => find(tx, id, parent.id),
      list: ({ tx, parent }, request) => rows.list(tx, among(request, ofType(type, parent.id))),
      create: (call, items) =>
        createRules(call, rows, type, call.parent, items as readonly RuleValues[]),
    }),
    ...(alias === undefined
      ? []
      : attributeOperations(operation, alias, {
          ...changing,
          operations: ['show', 'update', 'delete'],
          rules: rulesOfAlias(type),
          missing: (id) => qosRuleNotFound(id, ''),
          async find(call, id, _visible, lock) {
            const seen = await find(call.tx, id)
            if (seen === undefined) return undefined
            const { qos_policy_id: policyId } = seen
            const found = await policyOfRules(call, policyId, lock)
            if (found === undefined) throw qosPolicyNotFound(policyId)
            return lock === undefined ? seen : find(call.tx, id)
          },
          facts: (rule) => ({ 'ext_parent:project_id': rule['policy_project_id'] }),
        })),
  ]
}

export const qosRuleOperations = QOS_RULE_TABLES.flatMap(operationsOf)
