/** Refusals of the quality of service: neutron_lib/exceptions/qos.py. */
import { conflict, forbidden, notFound, type Fault } from '../../kernel/faults.ts'

export function qosPolicyNotFound(id: string): Fault {
  return notFound(`QoS policy ${id} could not be found.`, { type: 'QosPolicyNotFound' })
}

/** @param policyId empty where the rule was asked for without naming its policy */
export function qosRuleNotFound(id: string, policyId: string): Fault {
  return notFound(`QoS rule ${id} for policy ${policyId} could not be found.`, {
    type: 'QosRuleNotFound',
  })
}

export function qosPolicyDefaultAlreadyExists(projectId: string): Fault {
  return conflict(`A default QoS policy exists for project ${projectId}.`, {
    type: 'QoSPolicyDefaultAlreadyExists',
  })
}

/** @param user the kind of what uses it, and its id */
export function qosPolicyInUse(id: string, user: string): Fault {
  return conflict(`QoS Policy ${id} is used by ${user}.`, { type: 'QosPolicyInUse' })
}

export function qosRulesConflict(policyId: string, type: string, ruleId: string): Fault {
  return conflict(
    `Rule ${type} conflicts with rule ${ruleId} which already exists in QoS Policy ${policyId}.`,
    { type: 'QoSRulesConflict' },
  )
}

/** @param other the rule that is there, and what it says */
export function qosRuleParameterConflict(
  policyId: string,
  value: string | number,
  other: { readonly type: string; readonly value: string | number },
): Fault {
  return conflict(
    `Unable to add the rule with value ${value} to the policy ${policyId} as the existing rule of ` +
      `type ${other.type} has value ${other.value}.`,
    { type: 'QoSRuleParameterConflict' },
  )
}

export function policyRemoveAuthorizationError(id: string): Fault {
  return forbidden(`Failed to remove provided policy ${id} because you are not authorized.`, {
    type: 'PolicyRemoveAuthorizationError',
  })
}
