import { ANY_SCOPE, identityRule, NO_DOMAIN } from '../base-rules.ts'

const OWNER = 'user_id:%(target.credential.user_id)s'
const READS = `(rule:admin_required) or (role:reader and system_scope:all) or ${OWNER}`
const WRITES = `(rule:admin_required) or ${OWNER}`
const ALL = '/v3/credentials'
const ONE = '/v3/credentials/{credential_id}'

export const LIST_CREDENTIALS = identityRule(
  'list_credentials',
  READS,
  ANY_SCOPE,
  'List credentials.',
  `GET ${ALL}`,
)

export const CREATE_CREDENTIAL = identityRule(
  'create_credential',
  WRITES,
  ANY_SCOPE,
  'Make a credential.',
  `POST ${ALL}`,
)

export const GET_CREDENTIAL = identityRule(
  'get_credential',
  READS,
  ANY_SCOPE,
  'Show a credential.',
  `GET ${ONE}`,
)

export const UPDATE_CREDENTIAL = identityRule(
  'update_credential',
  WRITES,
  ANY_SCOPE,
  'Change a credential.',
  `PATCH ${ONE}`,
)

export const DELETE_CREDENTIAL = identityRule(
  'delete_credential',
  WRITES,
  ANY_SCOPE,
  'Delete a credential.',
  `DELETE ${ONE}`,
)

const EC2_WRITES = `(rule:admin_required) or (role:member and ${OWNER})`
const EC2_ALL = '/v3/users/{user_id}/credentials/OS-EC2'
const EC2_ONE = `${EC2_ALL}/{credential_id}` as const

export const LIST_EC2 = identityRule(
  'ec2_list_credentials',
  '(rule:admin_required) or (role:reader and system_scope:all) or rule:owner',
  NO_DOMAIN,
  'List the EC2 credentials of a user.',
  `GET ${EC2_ALL}`,
)

export const CREATE_EC2 = identityRule(
  'ec2_create_credential',
  EC2_WRITES,
  NO_DOMAIN,
  'Make an EC2 credential.',
  `POST ${EC2_ALL}`,
)

export const GET_EC2 = identityRule(
  'ec2_get_credential',
  READS,
  NO_DOMAIN,
  'Show an EC2 credential.',
  `GET ${EC2_ONE}`,
)

export const DELETE_EC2 = identityRule(
  'ec2_delete_credential',
  EC2_WRITES,
  NO_DOMAIN,
  'Delete an EC2 credential.',
  `DELETE ${EC2_ONE}`,
)
