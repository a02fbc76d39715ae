/** Who may do what with RBAC policies. Source: openstack/neutron neutron/conf/policies/rbac.py. */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { attributeRules, resourceRules } from '../policies.ts'

const RBAC_POLICY = { resource: 'rbac_policy', path: '/rbac-policies' } as const

/** Only administrators share with everybody. */
const NOT_EVERYBODY =
  'not field:rbac_policy:target_tenant=* and not field:rbac_policy:target_project=*'

export const RESTRICT_WILDCARD = policyRule({
  name: 'restrict_wildcard',
  check: `(${NOT_EVERYBODY}) or ${ADMIN}`,
  description: 'Share with everybody. Kept for policy files that refer to it.',
})

const NAMED = `${ADMIN} or (${NOT_EVERYBODY})`
const NAMED_PROJECT = `${ADMIN} or not field:rbac_policy:target_project=*`

export const rbacRules = resourceRules(RBAC_POLICY, {
  create: ADMIN_OR_MEMBER,
  show: ADMIN_OR_READER,
  update: ADMIN_OR_MEMBER,
  delete: ADMIN_OR_MEMBER,
})

const post = {
  ...attributeRules(RBAC_POLICY, 'create', NAMED, ['target_tenant']),
  ...attributeRules(RBAC_POLICY, 'create', NAMED_PROJECT, ['target_project']),
}
const put = {
  ...attributeRules(RBAC_POLICY, 'update', NAMED, ['target_tenant']),
  ...attributeRules(RBAC_POLICY, 'update', NAMED_PROJECT, ['target_project']),
}

/** Rules of attributes, by what is done with them. */
export const RBAC_ATTRIBUTES = { post, put }

/** Those that no operation names. */
export const RBAC_RULES = [RESTRICT_WILDCARD, ...Object.values(post), ...Object.values(put)]
