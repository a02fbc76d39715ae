/** Rules of QoS policies, and which of them do not go together. Source: neutron/objects/qos/qos_policy_validator.py. */
import { qosRuleParameterConflict, qosRulesConflict } from '../../faults.ts'

export const RULE_TYPES = [
  'bandwidth_limit',
  'dscp_marking',
  'minimum_bandwidth',
  'minimum_packet_rate',
  'packet_rate_limit',
] as const

export type RuleType = (typeof RULE_TYPES)[number]

/** What rules of some type or other say: in kilobits and kilopackets a second. */
export type RuleValues = {
  readonly direction?: string
  readonly max_kbps?: number
  readonly max_burst_kbps?: number
  readonly dscp_mark?: number
  readonly min_kbps?: number
  readonly max_kpps?: number
  readonly max_burst_kpps?: number
  readonly min_kpps?: number
}

/** A rule as its policy shows it. */
export interface QosRule extends RuleValues {
  readonly id: string
  readonly qos_policy_id: string
  readonly type: RuleType
}

/**
 * @param rule as it is to be
 * @param sent what was said of it: where no direction was, limits of all are looked at
 * @param others the rules of the policy, itself among them
 * @throws Fault QoSRuleParameterConflict, QoSRulesConflict
 */
export function refuseConflicts(rule: QosRule, sent: RuleValues, others: readonly QosRule[]): void {
  for (const other of others) refuseBounds(rule, sent, other)
  const beside = others.filter(({ id, type }) => id !== rule.id && type === rule.type)
  if (rule.type === 'minimum_packet_rate') {
    for (const other of beside) refuseMixedDirections(rule, other)
  }
  const alike = beside.find(({ direction }) => direction === rule.direction)
  if (alike !== undefined) throw qosRulesConflict(rule.qos_policy_id, rule.type, alike.id)
}

/** What is guaranteed is within what is allowed. */
function refuseBounds({ qos_policy_id: id }: QosRule, sent: RuleValues, other: QosRule): void {
  const { direction, max_kbps: most, min_kbps: least } = sent
  if (direction !== undefined && other.direction !== direction) return
  const { type, max_kbps: allowed, min_kbps: guaranteed } = other
  if (type === 'minimum_bandwidth' && most !== undefined && guaranteed! > most) {
    throw qosRuleParameterConflict(id, most, { type, value: guaranteed! })
  }
  if (type === 'bandwidth_limit' && least !== undefined && allowed! < least) {
    throw qosRuleParameterConflict(id, least, { type, value: allowed! })
  }
}

/** Packets are guaranteed in each direction, or in both together. */
function refuseMixedDirections(rule: QosRule, { type, direction }: QosRule): void {
  if ((rule.direction === 'any') === (direction === 'any')) return
  const id = rule.qos_policy_id
  throw qosRuleParameterConflict(id, rule.direction!, { type, value: direction! })
}
