import { operationsOf, policyRule, type PolicyRule } from '../kernel/policy.ts'

/**
 * Base rules that the service's policies are built from, with the check strings of openstack/glance
 * glance/policies/base.py. Rules of operations stand beside the operations.
 */

export const DEFAULT = policyRule({
  name: 'default',
  check: '@',
  description: 'The rule for what has none of its own.',
})

export const CONTEXT_IS_ADMIN = policyRule({
  name: 'context_is_admin',
  check: 'role:admin',
  description: 'Who counts as an administrator.',
})

export const SERVICE_API = policyRule({
  name: 'service_api',
  check: 'role:service or role:admin',
  description: 'Calls that other services make.',
})

/** What most rules of operations refer to. */
export const ADMIN = `rule:${CONTEXT_IS_ADMIN.name}`
export const READER_OF_PROJECT = `${ADMIN} or (role:reader and project_id:%(project_id)s)`
export const MEMBER_OF_PROJECT = `${ADMIN} or (role:member and project_id:%(project_id)s)`

/** Who sees an image: its project, who it is shared with, and whom its visibility lets. */
const SEEN =
  "(project_id:%(project_id)s or project_id:%(member_id)s or 'community':%(visibility)s or " +
  "'public':%(visibility)s or 'shared':%(visibility)s)"
export const READER_OF_IMAGE = `${ADMIN} or (role:reader and ${SEEN})`
export const MEMBER_OF_IMAGE = `${ADMIN} or (role:member and ${SEEN})`

/** A rule of calls that only an administrator may make, each `GET /path`. */
export function adminsRule(
  name: string,
  description: string,
  ...calls: readonly `${string} ${string}`[]
): PolicyRule {
  const operations = operationsOf(calls)
  return policyRule({ name, check: ADMIN, description, scopes: ['project'], operations })
}

/** What the rules of the cache were before each had one of its own (glance/policies/image.py). */
export const MANAGE_CACHE = policyRule({
  name: 'manage_image_cache',
  check: ADMIN,
  description: 'Manage the cache. Kept for policy files, and for the rules that took over from it.',
  scopes: ['project'],
})

export const baseRules = [DEFAULT, CONTEXT_IS_ADMIN, SERVICE_API, MANAGE_CACHE]
