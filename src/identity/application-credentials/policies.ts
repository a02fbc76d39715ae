import { identityRule, NO_DOMAIN } from '../base-rules.ts'

const READS = '(rule:admin_required) or (role:reader and system_scope:all) or rule:owner'
const ALL = '/v3/users/{user_id}/application_credentials'
const ONE = `${ALL}/{application_credential_id}` as const

export const LIST_CREDENTIALS = identityRule(
  'list_application_credentials',
  READS,
  NO_DOMAIN,
  'List the application credentials of a user.',
  `GET ${ALL}`,
)

export const CREATE_CREDENTIAL = identityRule(
  'create_application_credential',
  'user_id:%(user_id)s',
  ['project'],
  'Make an application credential for oneself.',
  `POST ${ALL}`,
)

export const GET_CREDENTIAL = identityRule(
  'get_application_credential',
  READS,
  NO_DOMAIN,
  'Show an application credential.',
  `GET ${ONE}`,
)

export const DELETE_CREDENTIAL = identityRule(
  'delete_application_credential',
  'rule:admin_or_owner',
  NO_DOMAIN,
  'Delete an application credential.',
  `DELETE ${ONE}`,
)
