/** Who may do what with QoS policies and their rules, by operation. */
const ALIASED = ['bandwidth_limit', 'dscp_marking', 'minimum_bandwidth', 'minimum_packet_rate']

/** As operations call rules of each type. */
const RULES = [...ALIASED, 'packet_rate_limit'].map((type) => `${type}_rules`)
const ALIASES = ALIASED.map((type) => `alias_${type}_rules`)

export const QOS_SHOWS = [...RULES, ...ALIASES].map((name) => `network ${name}.show`)

const ofPolicies = RULES.flatMap((name) => [
  [`${name}.list`, 'rules of a policy, reader'],
  [`${name}.create`, 'QoS rule maker'],
])

const ofOne = [...RULES, ...ALIASES].flatMap((name) => [
  [`${name}.show`, 'owned group, reader'],
  [`${name}.update`, 'owned group, manager'],
  [`${name}.delete`, 'owned group, manager'],
])

export const QOS: Readonly<Record<string, string>> = {
  'policies.list': 'any token',
  'policies.create': 'setting maker',
  'policies.show': 'owned group, reader',
  'policies.update': 'owned group, manager',
  'policies.delete': 'owned group, manager',
  'rule_types.list': 'any token',
  'rule_types.show': 'volume admin',
  ...Object.fromEntries([...ofPolicies, ...ofOne]),
}
