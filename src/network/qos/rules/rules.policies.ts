/** Who may do what with QoS rules. Source: openstack/neutron neutron/conf/policies/qos.py. */
import { ADMIN, ADMIN_OR_PARENT_READER as READER, EXT_PARENT_OWNER } from '../../base-rules.ts'
import { resourceRule, resourceRules } from '../../policies.ts'
import type { RuleType } from './rules.ts'

const MANAGER = `(${ADMIN}) or (role:manager and rule:${EXT_PARENT_OWNER.name})`

export function rulesOfType(type: RuleType) {
  const path = `/qos/policies/{policy_id}/${type}_rules`
  const checks = { create: MANAGER, show: READER, update: MANAGER, delete: MANAGER }
  return resourceRules({ resource: `policy_${type}_rule`, path }, checks)
}

export function rulesOfAlias(type: RuleType) {
  const judged = { resource: `alias_${type}_rule`, path: `/qos/alias_${type}_rules` }
  const rule = (verb: 'get' | 'update' | 'delete', check: string) => {
    // Upstream says it of this type by the rules of policies.
    const named = `rule:${verb}_policy_${type}_rule`
    return resourceRule(judged, verb, type === 'minimum_packet_rate' ? named : check)
  }
  return {
    show: rule('get', READER),
    update: rule('update', MANAGER),
    delete: rule('delete', MANAGER),
  }
}
