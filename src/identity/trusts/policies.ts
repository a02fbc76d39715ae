import { identityRule, NO_DOMAIN } from '../base-rules.ts'

const TRUSTOR = 'user_id:%(target.trust.trustor_user_id)s'
const TRUSTEE = 'user_id:%(target.trust.trustee_user_id)s'
const PARTIES = `(rule:admin_required) or (role:reader and system_scope:all or ${TRUSTOR} or ${TRUSTEE})`

const ALL = '/v3/OS-TRUST/trusts'
const ONE = `${ALL}/{trust_id}` as const

export const CREATE_TRUST = identityRule(
  'create_trust',
  TRUSTOR,
  ['project'],
  'Trust somebody with roles of one’s own.',
  `POST ${ALL}`,
)

export const LIST_TRUSTS = identityRule(
  'list_trusts',
  'rule:admin_required or (role:reader and system_scope:all)',
  NO_DOMAIN,
  'List all trusts.',
  `GET ${ALL}`,
)

export const LIST_FOR_TRUSTOR = identityRule(
  'list_trusts_for_trustor',
  `(rule:admin_required) or (role:reader and system_scope:all or ${TRUSTOR})`,
  NO_DOMAIN,
  'List what a user has entrusted to others.',
  `GET ${ALL}?trustor_user_id={trustor_user_id}`,
)

export const LIST_FOR_TRUSTEE = identityRule(
  'list_trusts_for_trustee',
  `(rule:admin_required) or (role:reader and system_scope:all or ${TRUSTEE})`,
  NO_DOMAIN,
  'List what a user has been entrusted with.',
  `GET ${ALL}?trustee_user_id={trustee_user_id}`,
)

export const GET_TRUST = identityRule(
  'get_trust',
  PARTIES,
  NO_DOMAIN,
  'Show a trust.',
  `GET ${ONE}`,
)

export const DELETE_TRUST = identityRule(
  'delete_trust',
  `rule:admin_required or ${TRUSTOR}`,
  NO_DOMAIN,
  'Take a trust back.',
  `DELETE ${ONE}`,
)

export const LIST_ROLES_FOR_TRUST = identityRule(
  'list_roles_for_trust',
  PARTIES,
  NO_DOMAIN,
  'List the roles of a trust.',
  `GET ${ONE}/roles`,
)

export const GET_ROLE_FOR_TRUST = identityRule(
  'get_role_for_trust',
  PARTIES,
  NO_DOMAIN,
  'Show a role of a trust.',
  `GET ${ONE}/roles/{role_id}`,
)
