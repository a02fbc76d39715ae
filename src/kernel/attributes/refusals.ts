/**
 * Refusals of attributes, by the exceptions of the real service: webob's own, and those of
 * neutron_lib/exceptions (InvalidInput, BadRequest).
 */
import { badRequest, type Fault } from '../faults.ts'

export function invalidRequest(message: string): Fault {
  return badRequest(message, { type: 'HTTPBadRequest' })
}

export function invalidInput(reason: string): Fault {
  return badRequest(`Invalid input for operation: ${reason}.`, { type: 'InvalidInput' })
}

/** @param subject what of the request is bad, `limit` say */
export function badPart(subject: string, reason: string): Fault {
  return badRequest(`Bad ${subject} request: ${reason}.`, { type: 'BadRequest' })
}
