import { attributeOperations } from '../../kernel/attributes/operations.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { ownOr } from '../visibility.ts'
import { completed, type CompleteGroup } from './completed.usecase.ts'
import { createGroups } from './create-groups.usecase.ts'
import { projectAsked, requireDefaultGroup } from './default-group.usecase.ts'
import { deleteGroup } from './delete-group.usecase.ts'
import { securityGroupRules } from './security-groups.policies.ts'
import { securityGroupRows } from './security-groups.store.ts'
import { SECURITY_GROUPS } from './security-groups.table.ts'
import { securityGroupNotFound, type SecurityGroup } from './security-groups.ts'
import { updateGroup } from './update-group.usecase.ts'

export const securityGroupOperations = attributeOperations(operation, SECURITY_GROUPS, {
  rules: securityGroupRules,
  errors: [409],
  visible: (ctx) => ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED])),
  missing: securityGroupNotFound,
  async find(call, id, visible, lock) {
    const row = await securityGroupRows.find(call.tx, id, visible, lock)
    if (row === undefined) return undefined
    const [group] = await completed(call, [row])
    return group
  },
  list: listGroups,
  create: createGroups,
  update: (call, now, changes) => updateGroup(call, now as CompleteGroup, changes),
  delete: (call, now) => deleteGroup(call, now as CompleteGroup),
})

async function listGroups(call: NetworkCall, request: ListRequest): Promise<SecurityGroup[]> {
  await requireDefaultGroup(call, projectAsked(call, request))
  const groups = await completed(call, await securityGroupRows.list(call.tx, request))
  return groups.map(({ security_group_rules: rules, ...group }) => ({
    ...group,
    security_group_rules: rules.map((rule) => ({ ...rule, belongs_to_default_sg: null })),
  }))
}
