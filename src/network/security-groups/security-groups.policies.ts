/** Who may do what with security groups. Source: openstack/neutron neutron/conf/policies/security_group.py. */
import { policyRule } from '../../kernel/policy.ts'
import {
  ADMIN,
  ADMIN_OR_MEMBER,
  ADMIN_OR_READER,
  READER_OF_PROJECT,
  SERVICE,
} from '../base-rules.ts'
import { resourceRules } from '../policies.ts'

export const SHARED_SECURITY_GROUP = policyRule({
  name: 'shared_security_group',
  check: 'field:security_groups:shared=True',
  description: 'The security group is shared with the caller.',
})

export const securityGroupRules = resourceRules(
  { resource: 'security_group', path: '/security-groups' },
  {
    create: ADMIN_OR_MEMBER,
    show: `${ADMIN_OR_READER} or rule:${SHARED_SECURITY_GROUP.name}`,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
)

/** Who only reads makes it too, by the list that shows it. */
export const CREATE_DEFAULT_SECURITY_GROUP = policyRule({
  name: 'create_default_security_group',
  check: `(${ADMIN}) or (${SERVICE}) or ${READER_OF_PROJECT}`,
  description: 'Have the default security group of a project made, by a call that needs it.',
  scopes: ['project'],
})

/** Those that no operation names. */
export const SECURITY_GROUP_RULES = [SHARED_SECURITY_GROUP, CREATE_DEFAULT_SECURITY_GROUP]
