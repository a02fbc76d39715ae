import { ANY_SCOPE, identityRule } from '../base-rules.ts'

const ITS_DOMAIN = 'token.domain.id:%(target.user.domain_id)s'
const MANAGES = `(rule:admin_required) or (role:manager and ${ITS_DOMAIN})`

export const GET_USER = identityRule(
  'get_user',
  `(rule:admin_required) or (role:reader and system_scope:all) or (role:reader and ${ITS_DOMAIN}) ` +
    'or user_id:%(target.user.id)s',
  ANY_SCOPE,
  'Show a user.',
  'GET /v3/users/{user_id}',
)

export const LIST_USERS = identityRule(
  'list_users',
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
    '(role:reader and domain_id:%(target.domain_id)s)',
  ANY_SCOPE,
  'List users.',
  'GET /v3/users',
)

export const CREATE_USER = identityRule(
  'create_user',
  MANAGES,
  ANY_SCOPE,
  'Make a user.',
  'POST /v3/users',
)

export const UPDATE_USER = identityRule(
  'update_user',
  MANAGES,
  ANY_SCOPE,
  'Change a user.',
  'PATCH /v3/users/{user_id}',
)

export const DELETE_USER = identityRule(
  'delete_user',
  MANAGES,
  ANY_SCOPE,
  'Delete a user.',
  'DELETE /v3/users/{user_id}',
)

export const LIST_USER_PROJECTS = identityRule(
  'list_user_projects',
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
    '(role:reader and domain_id:%(target.user.domain_id)s) or user_id:%(target.user.id)s',
  ANY_SCOPE,
  'List the projects that a user may enter.',
  'GET /v3/users/{user_id}/projects',
)

export const LIST_GROUPS_FOR_USER = identityRule(
  'list_groups_for_user',
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
    '(role:reader and domain_id:%(target.user.domain_id)s) or user_id:%(user_id)s',
  ANY_SCOPE,
  'List the groups that a user belongs to.',
  'GET /v3/users/{user_id}/groups',
)
