/** Refusals of metering: neutron_lib/exceptions/metering.py. */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function meteringLabelNotFound(id: string): Fault {
  return notFound(`Metering label '${id}' does not exist.`, { type: 'MeteringLabelNotFound' })
}

export function meteringRuleNotFound(id: string): Fault {
  return notFound(`Metering label rule '${id}' does not exist.`, {
    type: 'MeteringLabelRuleNotFound',
  })
}

export function meteringRuleOverlaps(prefix: string): Fault {
  return conflict(`Metering label rule with remote_ip_prefix '${prefix}' overlaps another.`, {
    type: 'MeteringLabelRuleOverlaps',
  })
}

export function meteringInvalid(message: string): Fault {
  return badRequest(message, { type: 'Invalid' })
}
