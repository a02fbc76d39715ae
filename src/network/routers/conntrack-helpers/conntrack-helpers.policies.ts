/** Who may do what with conntrack helpers. Source: neutron/conf/policies/l3_conntrack_helper.py. */
import { ADMIN_OR_PARENT_MEMBER, ADMIN_OR_PARENT_READER } from '../../base-rules.ts'
import { resourceRules } from '../../policies.ts'

export const conntrackHelperRules = resourceRules(
  { resource: 'router_conntrack_helper', path: '/routers/{router_id}/conntrack_helpers' },
  {
    create: ADMIN_OR_PARENT_MEMBER,
    show: ADMIN_OR_PARENT_READER,
    update: ADMIN_OR_PARENT_MEMBER,
    delete: ADMIN_OR_PARENT_MEMBER,
  },
)
