/**
 * Refusals of attributes, by the exceptions of the real service: webob's own, and those of
 * neutron_lib/exceptions (InvalidInput, BadRequest).
 */
import { badRequest, Fault, STOCK_MESSAGE } from '../faults.ts'

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

/** The answer to those who may not see what is there. */
export function hidden(): Fault {
  return new Fault(404, STOCK_MESSAGE[404]!, { type: 'HTTPNotFound' })
}

/** The same where the core shows one item, of which its refusal has another form. */
export class HiddenFault extends Fault {
  constructor() {
    super(404, STOCK_MESSAGE[404]!, { type: 'HTTPNotFound' })
  }
}
