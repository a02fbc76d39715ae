import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { operation } from '../operation.ts'
import { ownOr } from '../visibility.ts'
import { rbacRules } from './rbac-policies.policies.ts'
import { policyRows } from './rbac-policies.store.ts'
import { RBAC_POLICIES } from './rbac-policies.table.ts'
import { policyNotFound } from './rbac-policies.ts'
import { createPolicies, deletePolicy, updatePolicy } from './rbac-policies.usecase.ts'

export const rbacPolicyOperations = attributeOperations(operation, RBAC_POLICIES, {
  rules: rbacRules,
  errors: [409],
  paging: 'none',
  visible: (ctx) => ownOr(ctx),
  missing: policyNotFound,
  find: ({ tx }, id, visible, lock) => policyRows.find(tx, id, visible, lock),
  list: ({ tx }, request) => policyRows.list(tx, request),
  create: createPolicies,
  update: updatePolicy,
  delete: deletePolicy,
})
