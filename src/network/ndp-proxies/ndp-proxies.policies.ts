/** Who may do what with NDP proxies. Source: openstack/neutron neutron/conf/policies/ndp_proxy.py. */
import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { resourceRules } from '../policies.ts'

export const ndpProxyRules = resourceRules(
  { resource: 'ndp_proxy', path: '/ndp_proxies' },
  {
    create: ADMIN_OR_MEMBER,
    show: ADMIN_OR_READER,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
)
