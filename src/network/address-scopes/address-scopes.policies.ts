/** Who may do what with address scopes. Source: openstack/neutron neutron/conf/policies/address_scope.py. */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, ADMIN_OR_MEMBER, READER_OF_PROJECT } from '../base-rules.ts'
import { attributeRule, resourceRules } from '../policies.ts'

const SCOPE = { resource: 'address_scope', path: '/address-scopes' } as const

export const SHARED_ADDRESS_SCOPES = policyRule({
  name: 'shared_address_scopes',
  check: 'field:address_scopes:shared=True',
  description: 'The address scope is shared with the caller.',
})

export const addressScopeRules = resourceRules(SCOPE, {
  create: ADMIN_OR_MEMBER,
  show: `${ADMIN} or ${READER_OF_PROJECT} or rule:${SHARED_ADDRESS_SCOPES.name}`,
  update: ADMIN_OR_MEMBER,
  delete: ADMIN_OR_MEMBER,
})

/** Rules of `shared`, by what is done with it. */
export const SHARED_RULES = {
  post: attributeRule(SCOPE, 'create', 'shared', ADMIN),
  put: attributeRule(SCOPE, 'update', 'shared', ADMIN),
}

/** Those that no operation names. */
export const ADDRESS_SCOPE_RULES = [SHARED_ADDRESS_SCOPES, ...Object.values(SHARED_RULES)]
