/** What decides beside the rules of QoS: whether the policy is seen that a rule is a part of. */
import type { Outcome } from './expected.ts'
import { credentialsOf, targetOf } from './persona-credentials.ts'
import type { Persona } from './personas.ts'

const TYPES = [
  ...['bandwidth_limit', 'dscp_marking', 'minimum_bandwidth'],
  ...['minimum_packet_rate', 'packet_rate_limit'],
]

function ofList(persona: Persona): Outcome {
  const { facts, roles } = credentialsOf(persona)
  const isOwn = facts['project_id'] === targetOf('network')['project_id']
  return isOwn || roles.includes('admin') || roles.includes('service') ? 'ok' : 404
}

/** Who could make a rule of a policy of his own learns that he sees no such policy. */
function ofCreation(persona: Persona, says: Outcome): Outcome {
  const { facts, roles } = credentialsOf(persona)
  if (!facts['project_id']) return roles.includes('admin') ? 403 : 400
  const isOwn = facts['project_id'] === targetOf('network')['project_id']
  return says === 403 && !isOwn && roles.includes('manager') ? 404 : says
}

export const OF_QOS = {
  // Those of a floating IP are looked for as rules of a policy are.
  'network port_forwardings.list': ofList,
  // neutron/services/qos/qos_plugin.py (get_rule_type).
  'network rule_types.show': (persona: Persona): Outcome =>
    credentialsOf(persona).roles.includes('admin') ? 'ok' : 403,
  ...Object.fromEntries(TYPES.map((type) => [`network ${type}_rules.list`, ofList])),
  ...Object.fromEntries(TYPES.map((type) => [`network ${type}_rules.create`, ofCreation])),
}
