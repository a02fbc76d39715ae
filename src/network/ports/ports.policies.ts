/** Who may do what with ports. Source: openstack/neutron neutron/conf/policies/port.py. */
import type { AttributeRules, MemberRules } from '../../kernel/attributes/attribute.ts'
import { policyRule, type PolicyRule } from '../../kernel/policy.ts'
import {
  ADMIN,
  MEMBER_OF_PROJECT,
  NETWORK_OWNER,
  READER_OF_PROJECT,
  SERVICE,
  SHARED,
} from '../base-rules.ts'
import { attributeRule, resourceRules, type Verb } from '../policies.ts'

const PORT = { resource: 'port', path: '/ports' } as const

const NETWORK_DEVICE = policyRule({
  name: 'network_device',
  check: 'field:port:device_owner=~^network:',
  description: 'The port is one of the network itself.',
})

/** Of machines, which only services unplug. */
const MACHINES = ['compute', 'baremetal', 'manila'] as const
const OF_MACHINES = MACHINES.map((kind) =>
  policyRule({
    name: `${kind}_device`,
    check: `field:port:device_owner=~^${kind}:`,
    description: `The port is one of ${kind}.`,
  }),
)
const NOT_IN_USE = OF_MACHINES.map(({ name }) => `not rule:${name}`).join(' and ')

const CLOUD = `(${ADMIN}) or (${SERVICE})`
const ON_NETWORK = `role:member and rule:${NETWORK_OWNER.name}`
const OF_EITHER = `(${ON_NETWORK} or ${MEMBER_OF_PROJECT})`
const OF_NETWORK = `${CLOUD} or ${ON_NETWORK}`
const OF_SHARED = `${OF_NETWORK} or rule:${SHARED.name}`
const OF_PROJECT = `(${ADMIN}) or (${MEMBER_OF_PROJECT}) or ${SERVICE}`
const PAIRS = `(${ADMIN}) or (${ON_NETWORK}) or ${SERVICE}`
const DEVICE_OWNER = `not rule:${NETWORK_DEVICE.name} or ${OF_NETWORK}`

export const portRules = resourceRules(PORT, {
  create: OF_SHARED,
  show: `${CLOUD} or role:reader and rule:${NETWORK_OWNER.name} or ${READER_OF_PROJECT}`,
  update: `${CLOUD} or ${MEMBER_OF_PROJECT}`,
  delete: `${CLOUD} or (service_roles:service and ${OF_EITHER}) or (${NOT_IN_USE} and ${OF_EITHER})`,
})

type Checks = Readonly<Record<string, string>>

interface Described {
  readonly post?: string
  readonly put?: string
  readonly get?: string
  readonly members?: { readonly post: Checks; readonly put: Checks }
}

const MANAGED = `${CLOUD} or role:manager and rule:${NETWORK_OWNER.name}`
const OWN = `${CLOUD} or ${MEMBER_OF_PROJECT}`
const PAIR = { mac_address: PAIRS, ip_address: PAIRS }
const FIXED_IP = { ip_address: OF_NETWORK, subnet_id: OF_SHARED }

const ATTRIBUTES = {
  device_id: { post: OF_PROJECT, put: OF_PROJECT },
  device_owner: { post: DEVICE_OWNER, put: DEVICE_OWNER },
  mac_address: { post: OF_NETWORK, put: MANAGED },
  fixed_ips: { post: OF_SHARED, put: OF_NETWORK, members: { post: FIXED_IP, put: FIXED_IP } },
  allowed_address_pairs: { post: PAIRS, put: PAIRS, members: { post: PAIR, put: PAIR } },
  port_security_enabled: { post: OF_NETWORK, put: OF_NETWORK },
  'binding:vnic_type': { post: OF_PROJECT, put: OWN },
  'binding:host_id': { post: CLOUD, put: CLOUD, get: CLOUD },
  'binding:profile': { post: SERVICE, put: SERVICE, get: CLOUD },
  'binding:vif_type': { get: CLOUD },
  'binding:vif_details': { get: CLOUD },
  resource_request: { get: ADMIN },
} as const satisfies Readonly<Record<string, Described>>

function declared(name: string, { post, put, get, members }: Described): AttributeRules {
  const rule = (verb: Verb, check: string) => attributeRule(PORT, verb, name, check)
  const ofMembers = (verb: Verb, checks: Checks): MemberRules =>
    Object.fromEntries(
      Object.entries(checks).map(([key, check]) => {
        return [key, attributeRule(PORT, verb, `${name}:${key}`, check)]
      }),
    )
  return {
    ...(post !== undefined && { post: rule('create', post) }),
    ...(put !== undefined && { put: rule('update', put) }),
    ...(get !== undefined && { get: rule('get', get) }),
    ...(members && {
      members: { post: ofMembers('create', members.post), put: ofMembers('update', members.put) },
    }),
  }
}

/** Rules of attributes. */
export const PORT_ATTRIBUTES = Object.fromEntries(
  Object.entries(ATTRIBUTES).map(([name, checks]) => [name, declared(name, checks)]),
) as Readonly<Record<keyof typeof ATTRIBUTES, AttributeRules>>

function rulesIn({ members, ...rules }: AttributeRules): PolicyRule[] {
  const ofMembers = Object.values(members ?? {}).flatMap((one) => Object.values(one))
  return [...Object.values(rules), ...ofMembers]
}

/** Those that no operation names. */
export const PORT_RULES = [
  NETWORK_DEVICE,
  ...OF_MACHINES,
  ...Object.values(PORT_ATTRIBUTES).flatMap(rulesIn),
]
