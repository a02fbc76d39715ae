/**
 * Who may do what with local IPs. Source: openstack/neutron neutron/conf/policies/local_ip.py,
 * local_ip_association.py.
 */
import {
  ADMIN_OR_MEMBER,
  ADMIN_OR_PARENT_MEMBER,
  ADMIN_OR_PARENT_READER,
  ADMIN_OR_READER,
} from '../base-rules.ts'
import { resourceRule, resourceRules } from '../policies.ts'

export const localIpRules = resourceRules(
  { resource: 'local_ip', path: '/local-ips' },
  {
    ...{ create: ADMIN_OR_MEMBER, show: ADMIN_OR_READER },
    ...{ update: ADMIN_OR_MEMBER, delete: ADMIN_OR_MEMBER },
  },
)

const ASSOCIATION = {
  resource: 'local_ip_port_association',
  path: '/local_ips/{local_ip_id}/port_associations',
} as const

export const associationRules = {
  create: resourceRule(ASSOCIATION, 'create', ADMIN_OR_PARENT_MEMBER),
  show: resourceRule(ASSOCIATION, 'get', ADMIN_OR_PARENT_READER),
  delete: resourceRule(ASSOCIATION, 'delete', ADMIN_OR_PARENT_MEMBER),
}
