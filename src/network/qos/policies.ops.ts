import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { qosPolicyNotFound } from '../faults.ts'
import { operation } from '../operation.ts'
import { completedQosPolicies } from './completed.usecase.ts'
import { qosPolicyRules } from './policies.policies.ts'
import { qosPolicyRows } from './policies.store.ts'
import { QOS_POLICIES } from './policies.table.ts'
import { visibleQosPolicies } from './policies.ts'
import { createQosPolicies, deleteQosPolicy, updateQosPolicy } from './policies.usecase.ts'

export const qosPolicyOperations = attributeOperations(operation, QOS_POLICIES, {
  rules: qosPolicyRules,
  errors: [409],
  visible: visibleQosPolicies,
  missing: qosPolicyNotFound,
  async find(call, id, visible, lock) {
    const row = await qosPolicyRows.find(call.tx, id, visible, lock)
    return row && (await completedQosPolicies(call, [row]))[0]
  },
  async list(call, request) {
    return completedQosPolicies(call, await qosPolicyRows.list(call.tx, request))
  },
  create: createQosPolicies,
  update: updateQosPolicy,
  delete: deleteQosPolicy,
})
