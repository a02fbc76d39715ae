/** Who may see and set quotas. Source: openstack/neutron neutron/conf/policies/quotas.py. */
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { ADMIN, ADMIN_OR_MANAGER } from '../base-rules.ts'

export const GET_QUOTA = policyRule({
  name: 'get_quota',
  check: ADMIN_OR_MANAGER,
  description: 'See the quotas of a project. Those of their own everybody sees.',
  scopes: ['project'],
  operations: operationsOf(['GET /quota', 'GET /quota/{id}']),
})

export const UPDATE_QUOTA = policyRule({
  name: 'update_quota',
  check: ADMIN,
  description: 'Set the quotas of a project.',
  scopes: ['project'],
  operations: operationsOf(['PUT /quota/{id}']),
})

export const DELETE_QUOTA = policyRule({
  name: 'delete_quota',
  check: ADMIN,
  description: 'Give a project the quotas again that all have.',
  scopes: ['project'],
  operations: operationsOf(['DELETE /quota/{id}']),
})
