import { ADMIN_OR_MANAGER } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { completedQosPolicies } from './completed.usecase.ts'
import { SEES_POLICY } from './policies.policies.ts'
import { qosPolicyRows } from './policies.store.ts'

export const qosPolicyTagged = taggable({
  resource: 'policy',
  collection: 'policies',
  path: '/qos/policies',
  rows: qosPolicyRows,
  checks: {
    create: ADMIN_OR_MANAGER,
    get: SEES_POLICY,
    update: ADMIN_OR_MANAGER,
    delete: ADMIN_OR_MANAGER,
  },
  async facts(call, row) {
    const [policy] = await completedQosPolicies(call, [row])
    return { shared: policy!.shared }
  },
})
