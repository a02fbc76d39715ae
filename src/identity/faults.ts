/** Refusals in the words of keystone/exception.py. */
import { badRequest, conflict, Fault, forbidden, notFound, unauthorized } from '../kernel/faults.ts'

/** Something is missing from a request: Keystone's ValidationError. */
export function notExpected(attribute: string, target: string): Fault {
  return badRequest(
    `Expecting to find ${attribute} in ${target}. The server could not comply with the request ` +
      'since it is either malformed or otherwise incorrect. The client is assumed to be in error.',
  )
}

export type Kind =
  | 'Access Rule'
  | 'application_credential'
  | 'Application Credential'
  | 'credential'
  | 'trust'
  | 'domain'
  | 'project'
  | 'user'
  | 'group'
  | 'role'
  | 'region'
  | 'service'
  | 'endpoint'
  | 'Endpoint Group'
  | 'policy'
  | 'token'

export function missing(kind: Kind, id: string): Fault {
  return notFound(`Could not find ${kind}: ${id}.`)
}

/** Of a token that has the form of one, nothing is repeated: it may have been good a moment ago. */
export function tokenNotFound(text: string): Fault {
  const signed = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)
  return signed ? notFound('Failed to validate token') : missing('token', text)
}

/** Sign-in failed. Why is for the log alone. */
export function notAuthenticated(reason: string): Fault {
  return unauthorized(undefined, { cause: reason })
}

/** Keystone has no such refusal. @param wait seconds until the next attempt is looked at */
export function tooManyAttempts(wait: number): Fault {
  const message = `Too many attempts to sign in have failed. Try again in ${wait} s.`
  return new Fault(429, message, { retryAfter: wait })
}

/** Keystone says which action it was; without one it hides the reason too. */
export function notAuthorized(action?: string): Fault {
  return forbidden(
    action === undefined
      ? 'You are not authorized to perform the requested action.'
      : `You are not authorized to perform the requested action: ${action}.`,
  )
}

/** Of a trust that was for so many tokens, and not more. */
export function unusable(trustId: string): Fault {
  return forbidden(`No remaining uses for trust: ${trustId}.`)
}

export function conflicting(kind: Kind, details: string): Fault {
  return conflict(`Conflict occurred attempting to store ${kind} - ${details}.`)
}

/**
 * What a body has under its root key, where Keystone asks the policy before it looks for that.
 * @throws 400
 */
export function required<T>(inside: T | undefined, key: string): T {
  if (inside === undefined) throw badRequest(`'${key}' is a required property`)
  return inside
}
