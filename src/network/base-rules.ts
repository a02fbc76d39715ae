import { policyRule } from '../kernel/policy.ts'

/**
 * Base rules that the service's policies are built from, with the check strings of openstack/neutron
 * neutron/conf/policies/base.py. Rules of operations and attributes stand beside their resource.
 */

export const CONTEXT_IS_ADMIN = policyRule({
  name: 'context_is_admin',
  check: 'role:admin',
  description: 'Who counts as an administrator.',
})

export const CONTEXT_WITH_GLOBAL_ACCESS = policyRule({
  name: 'context_with_global_access',
  check: '!',
  description: 'Who sees what belongs to all projects without being an administrator.',
})

export const SERVICE_API = policyRule({
  name: 'service_api',
  check: 'role:service',
  description: 'Another service of the cloud.',
})

export const OWNER = policyRule({
  name: 'owner',
  check: 'project_id:%(project_id)s',
  description: 'The project that owns the resource.',
})

export const ADMIN_OR_OWNER = policyRule({
  name: 'admin_or_owner',
  check: 'rule:context_is_admin or rule:owner',
  description: 'An administrator, or the project that owns the resource.',
})

export const CONTEXT_IS_ADVSVC = policyRule({
  name: 'context_is_advsvc',
  check: 'role:advsvc',
  description: 'A service that acts for all projects.',
})

export const ADMIN_OR_NETWORK_OWNER = policyRule({
  name: 'admin_or_network_owner',
  check: 'rule:context_is_admin or project_id:%(network:project_id)s',
  description: 'An administrator, or the project that owns the network of the resource.',
})

export const ADMIN_OWNER_OR_NETWORK_OWNER = policyRule({
  name: 'admin_owner_or_network_owner',
  check: 'rule:owner or rule:admin_or_network_owner',
  description: 'An administrator, or the project that owns the resource or its network.',
})

export const NETWORK_OWNER = policyRule({
  name: 'network_owner',
  check: 'project_id:%(network:project_id)s',
  description: 'The project that owns the network of the resource.',
})

export const ADMIN_ONLY = policyRule({
  name: 'admin_only',
  check: 'rule:context_is_admin',
  description: 'Administrators.',
})

export const REGULAR_USER = policyRule({
  name: 'regular_user',
  check: '@',
  description: 'Everybody with a token.',
})

export const SHARED = policyRule({
  name: 'shared',
  check: 'field:networks:shared=True',
  description: 'Of a network that is shared, or of a resource on one.',
})

export const DEFAULT = policyRule({
  name: 'default',
  check: 'rule:admin_or_owner',
  description: 'The rule for what has none of its own.',
})

export const ADMIN_OR_EXT_PARENT_OWNER = policyRule({
  name: 'admin_or_ext_parent_owner',
  check: 'rule:context_is_admin or project_id:%(ext_parent:project_id)s',
  description: 'An administrator, or the project that owns the parent of the resource.',
})

export const EXT_PARENT_OWNER = policyRule({
  name: 'ext_parent_owner',
  check: 'project_id:%(ext_parent:project_id)s',
  description: 'The project that owns the parent of the resource.',
})

export const SG_OWNER = policyRule({
  name: 'sg_owner',
  check: 'project_id:%(security_group:project_id)s',
  description: 'The project that owns the security group of the rule.',
})

export const BASE_RULES = [
  CONTEXT_IS_ADMIN,
  CONTEXT_WITH_GLOBAL_ACCESS,
  SERVICE_API,
  OWNER,
  ADMIN_OR_OWNER,
  CONTEXT_IS_ADVSVC,
  ADMIN_OR_NETWORK_OWNER,
  ADMIN_OWNER_OR_NETWORK_OWNER,
  NETWORK_OWNER,
  ADMIN_ONLY,
  REGULAR_USER,
  SHARED,
  DEFAULT,
  ADMIN_OR_EXT_PARENT_OWNER,
  EXT_PARENT_OWNER,
  SG_OWNER,
]

/** What most rules are made of, as upstream writes it (neutron_lib/policy/rules.py). */
export const ADMIN = `rule:${ADMIN_ONLY.name}`
export const SERVICE = `rule:${SERVICE_API.name}`
export const MANAGER_OF_PROJECT = 'role:manager and project_id:%(project_id)s'
export const MEMBER_OF_PROJECT = 'role:member and project_id:%(project_id)s'
export const READER_OF_PROJECT = 'role:reader and project_id:%(project_id)s'
export const ADMIN_OR_MANAGER = `(${ADMIN}) or (${MANAGER_OF_PROJECT})`
export const ADMIN_OR_MEMBER = `(${ADMIN}) or (${MEMBER_OF_PROJECT})`
export const ADMIN_OR_READER = `(${ADMIN}) or (${READER_OF_PROJECT})`
export const ADMIN_OR_PARENT_MEMBER = `(${ADMIN}) or (role:member and rule:${EXT_PARENT_OWNER.name})`
export const ADMIN_OR_PARENT_READER = `(${ADMIN}) or (role:reader and rule:${EXT_PARENT_OWNER.name})`
