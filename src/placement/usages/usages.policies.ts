import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { ADMIN_OR_PROJECT_READER_OR_SERVICE_API, operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/usage.py. */
export const OF_PROVIDER = operatorsRule(
  'resource_providers:usages',
  'Show how much is used of a provider.',
  'GET /resource_providers/{uuid}/usages',
)

export const TOTAL = policyRule({
  name: 'placement:usages',
  check: `rule:${ADMIN_OR_PROJECT_READER_OR_SERVICE_API.name}`,
  description: 'Show how much a project, or a user of it, uses of all providers.',
  scopes: ['project'],
  operations: operationsOf(['GET /usages']),
})
