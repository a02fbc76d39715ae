import { projectRule } from '../base-rules.ts'

/** Source: nova/policies/security_groups.py. */
const NAME = 'os-security-groups'
const GROUPS = '/os-security-groups'
const GROUP = `${GROUPS}/{security_group_id}`
const RULES = '/os-security-group-rules'

export const LIST = projectRule('reader', `${NAME}:get`, 'List security groups.', 'GET', GROUPS)
export const SHOW = projectRule('reader', `${NAME}:show`, 'Show a security group.', 'GET', GROUP)
export const CREATE = projectRule(
  'member',
  `${NAME}:create`,
  'Create a security group.',
  'POST',
  GROUPS,
)
export const UPDATE = projectRule(
  'member',
  `${NAME}:update`,
  'Change a security group.',
  'PUT',
  GROUP,
)
export const DELETE = projectRule(
  'member',
  `${NAME}:delete`,
  'Delete a security group.',
  'DELETE',
  GROUP,
)
export const CREATE_RULE = projectRule(
  'member',
  `${NAME}:rule:create`,
  'Add a rule to a security group.',
  'POST',
  RULES,
)
export const DELETE_RULE = projectRule(
  'member',
  `${NAME}:rule:delete`,
  'Delete a rule of a security group.',
  'DELETE',
  `${RULES}/{security_group_rule_id}`,
)
