/** Who may do what with trunks. Source: openstack/neutron neutron/conf/policies/trunk.py. */
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { resourceRules } from '../policies.ts'

export const trunkRules = resourceRules(
  { resource: 'trunk', path: '/trunks' },
  {
    create: ADMIN_OR_MEMBER,
    show: ADMIN_OR_READER,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
)

export const ADD_SUBPORTS = policyRule({
  name: 'add_subports',
  check: ADMIN_OR_MEMBER,
  description: 'Add ports to a trunk.',
  scopes: ['project'],
  operations: operationsOf(['PUT /trunks/{id}/add_subports']),
})

export const REMOVE_SUBPORTS = policyRule({
  name: 'remove_subports',
  check: ADMIN_OR_MEMBER,
  description: 'Take ports from a trunk.',
  scopes: ['project'],
  operations: operationsOf(['PUT /trunks/{id}/remove_subports']),
})

export const GET_SUBPORTS = policyRule({
  name: 'get_subports',
  check: ADMIN_OR_READER,
  description: 'List the ports of a trunk.',
  scopes: ['project'],
  operations: operationsOf(['GET /trunks/{id}/get_subports']),
})
