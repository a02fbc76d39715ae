import {
  ADMIN_OR_SYSTEM_READER,
  ANY_SCOPE,
  adminsRule,
  identityRule,
  readersRule,
} from '../base-rules.ts'

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

export const CREATE_ROLE = adminsRule('create_role', 'Make a role.', 'POST /v3/roles')

export const UPDATE_ROLE = adminsRule('update_role', 'Change a role.', `PATCH ${ROLE}`)

export const DELETE_ROLE = adminsRule('delete_role', 'Delete a role.', `DELETE ${ROLE}`)

export const GET_DOMAIN_ROLE = readersRule(
  'get_domain_role',
  'Show a role that belongs to a domain.',
  `GET ${ROLE}`,
)

export const LIST_DOMAIN_ROLES = readersRule(
  'list_domain_roles',
  'List the roles that belong to a domain.',
  'GET /v3/roles?domain_id={domain_id}',
)

export const CREATE_DOMAIN_ROLE = adminsRule(
  'create_domain_role',
  'Make a role that belongs to a domain.',
  'POST /v3/roles',
)

export const UPDATE_DOMAIN_ROLE = adminsRule(
  'update_domain_role',
  'Change a role that belongs to a domain.',
  `PATCH ${ROLE}`,
)

export const DELETE_DOMAIN_ROLE = adminsRule(
  'delete_domain_role',
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

export const GET_IMPLIED_ROLE = readersRule(
  'get_implied_role',
  'Show that one role implies another.',
  `GET ${IMPLIED}`,
)

export const CHECK_IMPLIED_ROLE = readersRule(
  'check_implied_role',
  'Check whether one role implies another.',
  `HEAD ${IMPLIED}`,
)

export const LIST_IMPLIED_ROLES = readersRule(
  'list_implied_roles',
  'List what a role implies.',
  'GET /v3/roles/{prior_role_id}/implies',
)

export const CREATE_IMPLIED_ROLE = adminsRule(
  'create_implied_role',
  'Let a role imply another.',
  `PUT ${IMPLIED}`,
)

export const DELETE_IMPLIED_ROLE = adminsRule(
  'delete_implied_role',
  'Let a role imply another no longer.',
  `DELETE ${IMPLIED}`,
)

export const LIST_ROLE_INFERENCE_RULES = readersRule(
  'list_role_inference_rules',
  'List all implications of roles.',
  'GET /v3/role_inferences',
)
