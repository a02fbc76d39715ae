import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { operation } from '../operation.ts'
import { projectAsked, requireDefaultGroup } from '../security-groups/default-group.usecase.ts'
import { securityGroupRows } from '../security-groups/security-groups.store.ts'
import { secondsNow } from '../times.ts'
import { seesAll } from '../visibility.ts'
import { createRules, ownersOfGroups } from './create-rules.usecase.ts'
import { ruleRules } from './security-group-rules.policies.ts'
import { ruleRows, type RuleRow } from './security-group-rules.store.ts'
import { SECURITY_GROUP_RULES } from './security-group-rules.table.ts'
import { ruleNotFound } from './security-group-rules.ts'

export const securityGroupRuleOperations = attributeOperations(operation, SECURITY_GROUP_RULES, {
  operations: ['list', 'show', 'create', 'delete'],
  rules: ruleRules,
  errors: { create: [409] },
  visible(ctx) {
    if (seesAll(ctx)) return []
    const { projectId = '' } = ctx.token
    return [{ kind: 'in', column: 'group_project_id', values: [projectId] }]
  },
  facts: (rule) => ({ 'security_group:project_id': (rule as RuleRow).group_project_id }),
  factsOfNew: ownersOfGroups,
  missing: ruleNotFound,
  // Whether it is the caller's, policy says.
  find: ({ tx }, id, _visible, lock) => ruleRows.find(tx, id, [], lock),
  async list(call, request) {
    await requireDefaultGroup(call, projectAsked(call, request))
    return ruleRows.list(call.tx, request)
  },
  create: createRules,
  async delete({ tx, env }, { id, security_group_id: groupId }) {
    await ruleRows.remove(tx, [id])
    await securityGroupRows.touch(tx, [groupId], secondsNow(env.clock))
  },
})
