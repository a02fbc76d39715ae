import { ADMIN, ADMIN_OR_SYSTEM_READER, ANY_SCOPE, identityRule, NO_DOMAIN } from '../base-rules.ts'

const ROLE = '/v3/roles/{role_id}'
const IMPLIED = '/v3/roles/{prior_role_id}/implies/{implied_role_id}'

export const GET_ROLE = identityRule(
  'get_role',
  `(${ADMIN_OR_SYSTEM_READER}) or (role:manager and rule:domain_managed_target_role)`,
  ANY_SCOPE,
  'Show a role.',
  `GET ${ROLE}`,
)

export const LIST_ROLES = identityRule(
  'list_roles',
  `(${ADMIN_OR_SYSTEM_READER}) or (role:manager and not domain_id:None)`,
  ANY_SCOPE,
  'List roles.',
  'GET /v3/roles',
)

export const CREATE_ROLE = identityRule(
  'create_role',
  ADMIN,
  NO_DOMAIN,
  'Make a role.',
  'POST /v3/roles',
)

export const UPDATE_ROLE = identityRule(
  'update_role',
  ADMIN,
  NO_DOMAIN,
  'Change a role.',
  `PATCH ${ROLE}`,
)

export const DELETE_ROLE = identityRule(
  'delete_role',
  ADMIN,
  NO_DOMAIN,
  'Delete a role.',
  `DELETE ${ROLE}`,
)

export const GET_DOMAIN_ROLE = identityRule(
  'get_domain_role',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show a role that belongs to a domain.',
  `GET ${ROLE}`,
)

export const LIST_DOMAIN_ROLES = identityRule(
  'list_domain_roles',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List the roles that belong to a domain.',
  'GET /v3/roles?domain_id={domain_id}',
)

export const CREATE_DOMAIN_ROLE = identityRule(
  'create_domain_role',
  ADMIN,
  NO_DOMAIN,
  'Make a role that belongs to a domain.',
  'POST /v3/roles',
)

export const UPDATE_DOMAIN_ROLE = identityRule(
  'update_domain_role',
  ADMIN,
  NO_DOMAIN,
  'Change a role that belongs to a domain.',
  `PATCH ${ROLE}`,
)

export const DELETE_DOMAIN_ROLE = identityRule(
  'delete_domain_role',
  ADMIN,
  NO_DOMAIN,
  'Delete a role that belongs to a domain.',
  `DELETE ${ROLE}`,
)

/** Rules for roles of a domain: the operation names the other, and its handler asks for these. */
export const DOMAIN_ROLE_RULES = [
  GET_DOMAIN_ROLE,
  LIST_DOMAIN_ROLES,
  CREATE_DOMAIN_ROLE,
  UPDATE_DOMAIN_ROLE,
  DELETE_DOMAIN_ROLE,
]

export const GET_IMPLIED_ROLE = identityRule(
  'get_implied_role',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show that one role implies another.',
  `GET ${IMPLIED}`,
)

export const CHECK_IMPLIED_ROLE = identityRule(
  'check_implied_role',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Check whether one role implies another.',
  `HEAD ${IMPLIED}`,
)

export const LIST_IMPLIED_ROLES = identityRule(
  'list_implied_roles',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List what a role implies.',
  'GET /v3/roles/{prior_role_id}/implies',
)

export const CREATE_IMPLIED_ROLE = identityRule(
  'create_implied_role',
  ADMIN,
  NO_DOMAIN,
  'Let a role imply another.',
  `PUT ${IMPLIED}`,
)

export const DELETE_IMPLIED_ROLE = identityRule(
  'delete_implied_role',
  ADMIN,
  NO_DOMAIN,
  'Let a role imply another no longer.',
  `DELETE ${IMPLIED}`,
)

export const LIST_ROLE_INFERENCE_RULES = identityRule(
  'list_role_inference_rules',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List all implications of roles.',
  'GET /v3/role_inferences',
)
