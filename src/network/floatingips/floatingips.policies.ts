/** Who may do what with floating IPs. Source: openstack/neutron neutron/conf/policies/floatingip.py. */
import { ADMIN_OR_MANAGER, ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { attributeRule, resourceRules } from '../policies.ts'

const FLOATING_IP = { resource: 'floatingip', path: '/floatingips' } as const

export const floatingIpRules = resourceRules(FLOATING_IP, {
  create: ADMIN_OR_MEMBER,
  show: ADMIN_OR_READER,
  update: ADMIN_OR_MEMBER,
  delete: ADMIN_OR_MEMBER,
})

/** Whoever chooses the address. */
export const chooseAddress = attributeRule(
  FLOATING_IP,
  'create',
  'floating_ip_address',
  ADMIN_OR_MANAGER,
)

/** Those that no operation names. */
export const FLOATING_IP_RULES = [chooseAddress]
