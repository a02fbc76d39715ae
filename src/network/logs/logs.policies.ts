/** Who may do what with logs. Source: openstack/neutron neutron/conf/policies/logging.py. */
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { ADMIN_OR_MANAGER } from '../base-rules.ts'
import { resourceRules } from '../policies.ts'
import { LOGS } from './logs.table.ts'

export const logRules = resourceRules(LOGS, {
  ...{ create: ADMIN_OR_MANAGER, show: ADMIN_OR_MANAGER },
  ...{ update: ADMIN_OR_MANAGER, delete: ADMIN_OR_MANAGER },
})

export const GET_LOGGABLE_RESOURCE = policyRule({
  name: 'get_loggable_resource',
  check: ADMIN_OR_MANAGER,
  description: 'Be shown what can be logged. Others find nothing.',
  scopes: ['project'],
  operations: operationsOf(['GET /log/loggable-resources']),
})
