/** Who may do what with address groups. Source: openstack/neutron neutron/conf/policies/address_group.py. */
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { resourceRules } from '../policies.ts'

const SHARED = policyRule({
  name: 'shared_address_groups',
  check: 'field:address_groups:shared=True',
  description: 'The address group is shared with the caller.',
})

export const addressGroupRules = resourceRules(
  { resource: 'address_group', path: '/address-groups' },
  {
    create: ADMIN_OR_MEMBER,
    show: `${ADMIN_OR_READER} or rule:${SHARED.name}`,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
)

export const ADD_ADDRESSES = policyRule({
  name: 'add_addresses',
  check: ADMIN_OR_MEMBER,
  description: 'Add addresses to an address group.',
  scopes: ['project'],
  operations: operationsOf(['PUT /address-groups/{id}/add_addresses']),
})

export const REMOVE_ADDRESSES = policyRule({
  name: 'remove_addresses',
  check: ADMIN_OR_MEMBER,
  description: 'Remove addresses from an address group.',
  scopes: ['project'],
  operations: operationsOf(['PUT /address-groups/{id}/remove_addresses']),
})

/** Those that no operation names. */
export const ADDRESS_GROUP_RULES = [SHARED]
