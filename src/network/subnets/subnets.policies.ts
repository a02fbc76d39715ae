/** Who may do what with subnets. Source: openstack/neutron neutron/conf/policies/subnet.py. */
import { policyRule } from '../../kernel/policy.ts'
import {
  ADMIN,
  MEMBER_OF_PROJECT,
  NETWORK_OWNER,
  READER_OF_PROJECT,
  SERVICE,
  SHARED,
} from '../base-rules.ts'
import { attributeRule, resourceRules } from '../policies.ts'

const SUBNET = { resource: 'subnet', path: '/subnets' } as const

export const EXTERNAL_NETWORK = policyRule({
  name: 'external_network',
  check: 'field:subnets:router:external=True',
  description: 'The network of the subnet is external.',
})

const OF_NETWORK = (role: string) => `(${ADMIN}) or (role:${role} and rule:${NETWORK_OWNER.name})`
const CHANGE = `${MEMBER_OF_PROJECT} or ${OF_NETWORK('member')}`
const SEEN = `rule:${SHARED.name} or rule:${EXTERNAL_NETWORK.name}`

export const subnetRules = resourceRules(SUBNET, {
  create: OF_NETWORK('member'),
  show: `${READER_OF_PROJECT} or ${SEEN} or ${OF_NETWORK('reader')} or ${SERVICE}`,
  update: CHANGE,
  delete: CHANGE,
})

const segment = attributeRule(SUBNET, 'get', 'segment_id', ADMIN)

export const SUBNET_ATTRIBUTES = { segment_id: { get: segment } }

/** Those that no operation names. The real service asks nobody who sets `segment_id` or `service_types`. */
export const SUBNET_RULES = [
  EXTERNAL_NETWORK,
  segment,
  ...(['create', 'update'] as const).flatMap((verb) => {
    return ['segment_id', 'service_types'].map((name) => attributeRule(SUBNET, verb, name, ADMIN))
  }),
]
