/** Rules that other rules are built from (keystone/common/policies/base.py). */
import { operationsOf, policyRule, type PolicyRule, type Scope } from '../kernel/policy.ts'

export const ADMIN_REQUIRED = policyRule({
  name: 'admin_required',
  check: 'role:admin or is_admin:1',
  description: 'Whoever has the role admin in the scope of the token.',
})

export const BASE_RULES: readonly PolicyRule[] = [
  ADMIN_REQUIRED,
  policyRule({
    name: 'service_role',
    check: 'role:service',
    description: 'Another service of the cloud.',
  }),
  policyRule({
    name: 'service_or_admin',
    check: 'rule:admin_required or rule:service_role',
    description: 'An administrator, or another service of the cloud.',
  }),
  policyRule({
    name: 'owner',
    check: 'user_id:%(user_id)s',
    description: 'The user whom the call is about.',
  }),
  policyRule({
    name: 'admin_or_owner',
    check: 'rule:admin_required or rule:owner',
    description: 'An administrator, or the user whom the call is about.',
  }),
  policyRule({
    name: 'token_subject',
    check: 'user_id:%(target.token.user_id)s',
    description: 'The user of the token that is asked about.',
  }),
  policyRule({
    name: 'admin_or_token_subject',
    check: 'rule:admin_required or rule:token_subject',
    description: 'An administrator, or the user of the token that is asked about.',
  }),
  policyRule({
    name: 'service_admin_or_token_subject',
    check: 'rule:service_or_admin or rule:token_subject',
    description: 'The same, or another service of the cloud.',
  }),
  policyRule({
    name: 'domain_managed_target_role',
    check:
      "'manager':%(target.role.name)s or 'member':%(target.role.name)s " +
      "or 'reader':%(target.role.name)s",
    description: 'The roles that the manager of a domain may hand out.',
  }),
]

export const ANY_SCOPE: readonly Scope[] = ['system', 'domain', 'project']
export const NO_DOMAIN: readonly Scope[] = ['system', 'project']

export const ADMIN = 'rule:admin_required'
export const ADMIN_OR_SYSTEM_READER = 'rule:admin_required or (role:reader and system_scope:all)'

/** A rule of one call, `identity:<name>`. */
export function identityRule(
  name: string,
  check: string,
  scopes: readonly Scope[],
  description: string,
  ...calls: readonly `${string} ${string}`[]
): PolicyRule {
  return policyRule({
    name: `identity:${name}`,
    check,
    scopes,
    description,
    operations: operationsOf(calls),
  })
}

/** A rule of calls that read what belongs to the whole cloud. */
export function readersRule(
  name: string,
  description: string,
  ...calls: readonly `${string} ${string}`[]
): PolicyRule {
  return identityRule(name, ADMIN_OR_SYSTEM_READER, NO_DOMAIN, description, ...calls)
}

/** A rule of calls that change what belongs to the whole cloud. */
export function adminsRule(
  name: string,
  description: string,
  ...calls: readonly `${string} ${string}`[]
): PolicyRule {
  return identityRule(name, ADMIN, NO_DOMAIN, description, ...calls)
}
