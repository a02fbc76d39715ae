import { operationsOf, policyRule, type PolicyRule } from '../kernel/policy.ts'

/**
 * Base rules that the service's policies are built from, with the check strings of
 * openstack/placement placement/policies/base.py. Rules of operations stand beside the operations.
 */

export const ADMIN_API = policyRule({
  name: 'admin_api',
  check: 'role:admin',
  description: 'Who counts as an administrator.',
  scopes: ['project'],
})

export const SERVICE_API = policyRule({
  name: 'service_api',
  check: 'role:service',
  description: 'Another service of the cloud.',
  scopes: ['project'],
})

export const ADMIN_OR_SERVICE_API = policyRule({
  name: 'admin_or_service_api',
  check: 'role:admin or role:service',
  description: 'An administrator, or another service of the cloud.',
  scopes: ['project'],
})

export const PROJECT_READER_API = policyRule({
  name: 'project_reader_api',
  check: 'role:reader and project_id:%(project_id)s',
  description: 'Who reads in the project that is asked for.',
})

export const ADMIN_OR_PROJECT_READER_OR_SERVICE_API = policyRule({
  name: 'admin_or_project_reader_or_service_api',
  check: 'role:admin or rule:project_reader_api or role:service',
  description: 'An administrator, a service, or who reads in the project that is asked for.',
  scopes: ['project'],
})

export const BASE_RULES = [
  ADMIN_API,
  SERVICE_API,
  ADMIN_OR_SERVICE_API,
  PROJECT_READER_API,
  ADMIN_OR_PROJECT_READER_OR_SERVICE_API,
]

/** A rule of calls that administrators and services make, each `GET /path`. */
export function operatorsRule(
  name: string,
  description: string,
  ...calls: readonly `${string} ${string}`[]
): PolicyRule {
  return policyRule({
    name: `placement:${name}`,
    check: `rule:${ADMIN_OR_SERVICE_API.name}`,
    description,
    scopes: ['project'],
    operations: operationsOf(calls),
  })
}
