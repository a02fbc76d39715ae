/** Who may do what with port forwardings. Source: neutron/conf/policies/floatingip_port_forwarding.py. */
import { ADMIN_OR_PARENT_MEMBER, ADMIN_OR_PARENT_READER } from '../../base-rules.ts'
import { resourceRules } from '../../policies.ts'

export const portForwardingRules = resourceRules(
  {
    resource: 'floatingip_port_forwarding',
    path: '/floatingips/{floatingip_id}/port_forwardings',
  },
  {
    create: ADMIN_OR_PARENT_MEMBER,
    show: ADMIN_OR_PARENT_READER,
    update: ADMIN_OR_PARENT_MEMBER,
    delete: ADMIN_OR_PARENT_MEMBER,
  },
)
