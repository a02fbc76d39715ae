/** Who may do what with networks. Source: openstack/neutron neutron/conf/policies/network.py. */
import { policyRule } from '../../kernel/policy.ts'
import {
  ADMIN,
  ADMIN_OR_MEMBER,
  ADMIN_OR_READER,
  CONTEXT_IS_ADVSVC,
  SHARED,
  SERVICE,
} from '../base-rules.ts'
import { attributeRules, resourceRules } from '../policies.ts'

const NETWORK = { resource: 'network', path: '/networks' } as const

export const EXTERNAL = policyRule({
  name: 'external',
  check: 'field:networks:router:external=True',
  description: 'The network is external.',
})

const SEEN = `rule:${SHARED.name} or rule:${EXTERNAL.name} or rule:${CONTEXT_IS_ADVSVC.name}`

export const networkRules = resourceRules(NETWORK, {
  create: ADMIN_OR_MEMBER,
  show: `${ADMIN_OR_READER} or ${SERVICE} or ${SEEN}`,
  update: ADMIN_OR_MEMBER,
  delete: ADMIN_OR_MEMBER,
})

const PROVIDED = [
  'segments',
  'provider:network_type',
  'provider:physical_network',
  'provider:segmentation_id',
] as const
const ADMINS = ['shared', 'router:external', 'is_default', ...PROVIDED] as const

const post = {
  ...attributeRules(NETWORK, 'create', ADMIN, ADMINS),
  ...attributeRules(NETWORK, 'create', ADMIN_OR_MEMBER, ['port_security_enabled']),
}
const put = {
  ...attributeRules(NETWORK, 'update', ADMIN, ADMINS),
  ...attributeRules(NETWORK, 'update', ADMIN_OR_MEMBER, ['port_security_enabled']),
}
const get = attributeRules(NETWORK, 'get', ADMIN, PROVIDED)

/** Rules of attributes, by what is done with them. */
export const NETWORK_ATTRIBUTES = { post, put, get }

/** Those that no operation names. */
export const NETWORK_RULES = [
  EXTERNAL,
  ...Object.values(post),
  ...Object.values(put),
  ...Object.values(get),
]
