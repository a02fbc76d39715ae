/** Who may do what with rules. Source: openstack/neutron neutron/conf/policies/security_group.py. */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, CONTEXT_IS_ADMIN, OWNER, SG_OWNER } from '../base-rules.ts'
import { resourceRule } from '../policies.ts'

const ADMIN_OR_SG_OWNER = policyRule({
  name: 'admin_or_sg_owner',
  check: `rule:${CONTEXT_IS_ADMIN.name} or project_id:%(security_group:project_id)s`,
  description: 'An administrator, or the project that owns the security group of the rule.',
})

const ADMIN_OWNER_OR_SG_OWNER = policyRule({
  name: 'admin_owner_or_sg_owner',
  check: `rule:${OWNER.name} or rule:${ADMIN_OR_SG_OWNER.name}`,
  description: 'An administrator, or the project that owns the rule or its security group.',
})

const RULE_DEFAULT_SG = policyRule({
  name: 'rule_default_sg',
  check: 'field:security_group_rules:belongs_to_default_sg=True',
  description: 'The rule is one of the default security group.',
})

const RULE = { resource: 'security_group_rule', path: '/security-group-rules' } as const
const MEMBER = `(${ADMIN}) or (role:member and rule:${SG_OWNER.name})`
const READER = `(${ADMIN}) or (role:reader and rule:${SG_OWNER.name})`

export const ruleRules = {
  create: resourceRule(RULE, 'create', MEMBER),
  show: resourceRule(RULE, 'get', READER),
  delete: resourceRule(RULE, 'delete', MEMBER),
}

/** Those that no operation names. */
export const SECURITY_GROUP_RULE_RULES = [
  ADMIN_OR_SG_OWNER,
  ADMIN_OWNER_OR_SG_OWNER,
  RULE_DEFAULT_SG,
]
