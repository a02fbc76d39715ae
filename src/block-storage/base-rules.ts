import { operationsOf, policyRule, type PolicyRule } from '../kernel/policy.ts'

/**
 * Base rules that the service's policies are built from, with the check strings of
 * openstack/cinder cinder/policies/base.py. Rules of operations stand beside the operations.
 */

export const CONTEXT_IS_ADMIN = policyRule({
  name: 'context_is_admin',
  check: 'role:admin',
  description: 'Who counts as an administrator.',
})

export const ADMIN_OR_OWNER = policyRule({
  name: 'admin_or_owner',
  check: 'is_admin:True or (role:admin and is_admin_project:True) or project_id:%(project_id)s',
  description: 'The rule for owners of the years before the reader, member and admin roles.',
})

export const SYSTEM_OR_DOMAIN_OR_PROJECT_ADMIN = policyRule({
  name: 'system_or_domain_or_project_admin',
  check:
    '(role:admin and system_scope:all) or (role:admin and domain_id:%(domain_id)s) or ' +
    '(role:admin and project_id:%(project_id)s)',
  description: 'An administrator of the system, of the domain or of the project.',
})

export const ADMIN_API = policyRule({
  name: 'admin_api',
  check: 'is_admin:True or (role:admin and is_admin_project:True)',
  description: 'Calls that only an administrator may make.',
})

export const PROJECT_READER_OR_ADMIN = policyRule({
  name: 'xena_system_admin_or_project_reader',
  check: '(role:admin) or (role:reader and project_id:%(project_id)s)',
  description: 'An administrator, or a reader of the project that owns the resource.',
})

export const PROJECT_MEMBER_OR_ADMIN = policyRule({
  name: 'xena_system_admin_or_project_member',
  check: '(role:admin) or (role:member and project_id:%(project_id)s)',
  description: 'An administrator, or a member of the project that owns the resource.',
})

export const SYSTEM_READER_OR_PROJECT_READER = policyRule({
  name: 'system_reader_or_project_reader',
  check: '(role:reader and system_scope:all) or (role:reader and project_id:%(project_id)s)',
  description: 'A reader of the system or of the project. Kept for policy files that name it.',
})

export const SYSTEM_ADMIN_OR_PROJECT_MEMBER = policyRule({
  name: 'system_admin_or_project_member',
  check: '(role:admin and system_scope:all) or (role:member and project_id:%(project_id)s)',
  description:
    'An administrator of the system or a member of the project. Kept for policy files that name it.',
})

export const SYSTEM_ADMIN_OR_PROJECT_ADMIN = policyRule({
  name: 'system_admin_or_project_admin',
  check: '(role:admin and system_scope:all) or (role:admin and project_id:%(project_id)s)',
  description:
    'An administrator of the system or of the project. Kept for policy files that name it.',
})

export const SYSTEM_ADMIN_ONLY = policyRule({
  name: 'system_admin_only',
  check: '(role:admin and system_scope:all)',
  description: 'An administrator of the system. Kept for policy files that name it.',
})

/** What most rules of operations refer to. */
export const ADMIN = `rule:${ADMIN_API.name}`
export const READER = `rule:${PROJECT_READER_OR_ADMIN.name}`
export const MEMBER = `rule:${PROJECT_MEMBER_OR_ADMIN.name}`

/** A rule of calls that only an administrator may make, each `GET /path`. */
export function adminsRule(
  name: string,
  description: string,
  ...calls: readonly `${string} ${string}`[]
): PolicyRule {
  return policyRule({ name, check: ADMIN, description, operations: operationsOf(calls) })
}

export const baseRules = [
  CONTEXT_IS_ADMIN,
  ADMIN_OR_OWNER,
  SYSTEM_OR_DOMAIN_OR_PROJECT_ADMIN,
  ADMIN_API,
  PROJECT_READER_OR_ADMIN,
  PROJECT_MEMBER_OR_ADMIN,
  SYSTEM_READER_OR_PROJECT_READER,
  SYSTEM_ADMIN_OR_PROJECT_MEMBER,
  SYSTEM_ADMIN_OR_PROJECT_ADMIN,
  SYSTEM_ADMIN_ONLY,
]
