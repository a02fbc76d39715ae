/** What rules were called and checked before services had a role (placement/policies/base.py). */
import { deprecatedRules } from '../kernel/policy.ts'

export const DEPRECATED_RULES = deprecatedRules({
  'role:admin': {
    'rule:admin_api': [
      'service_api',
      'admin_or_service_api',
      'project_reader_api',
      'admin_or_project_reader_or_service_api',
    ],
  },
})
