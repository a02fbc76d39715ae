/** Refusals of logs: neutron/services/logapi/common/exceptions.py. */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function logNotFound(id: string): Fault {
  return notFound(`Log resource ${id} could not be found.`, { type: 'LogResourceNotFound' })
}

export function invalidLogType(type: string): Fault {
  return badRequest(`Invalid log resource_type: ${type}.`, { type: 'InvalidLogResourceType' })
}

export function loggedNotFound(id: string): Fault {
  return notFound(`Resource ${id} could not be found.`, { type: 'ResourceNotFound' })
}

export function logTargetNotFound(id: string): Fault {
  return notFound(`Target resource ${id} could not be found.`, { type: 'TargetResourceNotFound' })
}

export function loggingNotSupported(type: string, portId: string): Fault {
  return conflict(`Logging type ${type} is not supported on port ${portId}.`, {
    type: 'LoggingTypeNotSupported',
  })
}

export function groupNotOfPort(groupId: string, portId: string): Fault {
  return badRequest(
    `Invalid resource constraint between resource (security_group ${groupId}) and target resource ` +
      `(port ${portId}).`,
    { type: 'InvalidResourceConstraint' },
  )
}
