import { policyRule } from '../kernel/policy.ts'

/**
 * Base rules that the policies of compute are built from, with the check strings of
 * openstack/nova nova/policies/base.py. Rules of operations stand beside the operations.
 */

export const CONTEXT_IS_ADMIN = policyRule({
  name: 'context_is_admin',
  check: 'role:admin',
  description: 'Who counts as an administrator.',
})

export const ADMIN_OR_OWNER = policyRule({
  name: 'admin_or_owner',
  check: 'is_admin:True or project_id:%(project_id)s',
  description: 'The rule for owners of the years before the reader and member roles.',
})

export const ADMIN_API = policyRule({
  name: 'admin_api',
  check: 'is_admin:True',
  description: 'The rule for administrators of the years before the reader and member roles.',
})

export const PROJECT_MANAGER = policyRule({
  name: 'project_manager_api',
  check: 'role:manager and project_id:%(project_id)s',
  description: 'A manager of the project that owns the resource.',
})

export const PROJECT_MEMBER = policyRule({
  name: 'project_member_api',
  check: 'role:member and project_id:%(project_id)s',
  description: 'A member of the project that owns the resource.',
})

export const PROJECT_READER = policyRule({
  name: 'project_reader_api',
  check: 'role:reader and project_id:%(project_id)s',
  description: 'A reader of the project that owns the resource.',
})

export const SERVICE_API = policyRule({
  name: 'service_api',
  check: 'role:service',
  description: 'Another service of the cloud.',
})

export const PROJECT_MANAGER_OR_ADMIN = policyRule({
  name: 'project_manager_or_admin',
  check: 'rule:project_manager_api or rule:context_is_admin',
  description: 'An administrator, or a manager of the project that owns the resource.',
})

export const PROJECT_MEMBER_OR_ADMIN = policyRule({
  name: 'project_member_or_admin',
  check: 'rule:project_member_api or rule:context_is_admin',
  description: 'An administrator, or a member of the project that owns the resource.',
})

export const PROJECT_READER_OR_ADMIN = policyRule({
  name: 'project_reader_or_admin',
  check: 'rule:project_reader_api or rule:context_is_admin',
  description: 'An administrator, or a reader of the project that owns the resource.',
})

export const SERVICE_OR_ADMIN = policyRule({
  name: 'service_or_admin',
  check: 'rule:service_api or rule:context_is_admin',
  description: 'An administrator, or another service of the cloud.',
})

export const BASE_RULES = [
  CONTEXT_IS_ADMIN,
  ADMIN_OR_OWNER,
  ADMIN_API,
  PROJECT_MANAGER,
  PROJECT_MEMBER,
  PROJECT_READER,
  SERVICE_API,
  PROJECT_MANAGER_OR_ADMIN,
  PROJECT_MEMBER_OR_ADMIN,
  PROJECT_READER_OR_ADMIN,
  SERVICE_OR_ADMIN,
]

/** A rule that lets administrators pass: what guards nearly everything about hosts. */
export function adminRule(name: string, description: string, method: string, path: string) {
  return policyRule({
    name,
    check: 'rule:context_is_admin',
    description,
    scopes: ['project'],
    operations: [{ method, path }],
  })
}

/** A rule for those who may read, or change, what is the project's; for administrators anyway. */
export function projectRule(
  may: 'reader' | 'member',
  name: string,
  description: string,
  method: string,
  path: string,
) {
  return policyRule({
    name: `os_compute_api:${name}`,
    check: `rule:project_${may}_or_admin`,
    description,
    scopes: ['project'],
    operations: [{ method, path }],
  })
}
