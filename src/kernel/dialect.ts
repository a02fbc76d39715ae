/**
 * The dialect of services that inherit Nova's WSGI layer: a refusal has one root key, chosen by its
 * status (class Fault in nova/api/openstack/wsgi.py and cinder/api/openstack/wsgi.py). What each
 * service says in its own way is in its `FaultStyle`.
 */
import type { TSchema } from 'typebox'
import {
  AuthenticationRequired,
  badRequest,
  notAcceptable,
  STOCK_MESSAGE,
  type Fault,
} from './faults.ts'
import { dumps, str } from './python.ts'
import type { Dialect } from './service.ts'
import { violationOf } from './validate.ts'

/** Also of services that are not Nova, such as Cinder. */
const OTHER_ROOT_KEY = 'computeFault'

const ROOT_KEY: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  409: 'conflictingRequest',
  413: 'overLimit',
  415: 'badMediaType',
  501: 'notImplemented',
  503: 'serviceUnavailable',
}

export interface FaultStyle {
  /** Content-Type of a fault. */
  faultType: string
  /** Statuses whose root key is not that of the others, e.g. 429. */
  rootKeys?: Readonly<Record<number, string>>
  /** Statuses whose body repeats `Retry-After`. */
  retryAfterIn: readonly number[]
  mediaTypes: readonly string[]
  invalid: Dialect['invalid']
  projectMismatch: Dialect['projectMismatch']
  unknownAction: Dialect['unknownAction']
  microversionOfOthers: Dialect['microversionOfOthers']
  bodyMissing: Dialect['bodyMissing']
}

export function faultsByStatus(style: FaultStyle): Dialect {
  return {
    json: dumps,
    fault: (fault) =>
      fault instanceof AuthenticationRequired
        ? { body: AUTHENTICATION_REQUIRED, contentType: 'application/json' }
        : { body: faultBody(fault, style), contentType: style.faultType },
    invalid: style.invalid,
    projectMismatch: style.projectMismatch,
    unknownAction: style.unknownAction,
    microversionMalformed: (text) =>
      badRequest(
        `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`,
      ),
    microversionUnsupported: (text, min, max) =>
      notAcceptable(
        `Version ${text} is not supported by the API. Minimum is ${min} and maximum is ${max}.`,
      ),
    microversionOfOthers: style.microversionOfOthers,
    // WebOb's `GET[name]`.
    repeated: 'last',
    mediaTypes: new Set(style.mediaTypes),
    bodyMissing: style.bodyMissing,
    bodyMalformed: () => badRequest('Malformed request body'),
  }
}

/** Not the service's own body: keystonemiddleware answers before the service is reached. */
const AUTHENTICATION_REQUIRED = dumps({
  error: { code: 401, title: 'Unauthorized', message: STOCK_MESSAGE[401] },
})

function faultBody(fault: Fault, style: FaultStyle): string {
  // A failed precondition is said by the status alone.
  if (fault.status === 412) return ''
  const root = style.rootKeys?.[fault.status] ?? ROOT_KEY[fault.status] ?? OTHER_ROOT_KEY
  const retry =
    fault.retryAfter !== undefined && style.retryAfterIn.includes(fault.status)
      ? { retryAfter: String(fault.retryAfter) }
      : {}
  return dumps({ [root]: { code: fault.status, message: fault.message, ...retry } })
}

/**
 * Why a body or query was refused: what is wrong, after the place and the value.
 * @param where a query names the parameter, the first step of the path; a body the last one.
 * Sources: `_SchemaValidator.validate` of nova/api/validation/validators.py and of
 * cinder/api/validation/validators.py, which words queries as bodies.
 */
export function fieldMessage(
  schema: TSchema,
  value: unknown,
  where: 'body' | 'query',
  relaxed = false,
): string {
  const found = violationOf(schema, value, { relaxed })
  if (found.reason !== undefined) return found.reason
  if (found.path.length === 0) return found.message
  const [place, name] =
    where === 'body' ? ['field/attribute', found.path.at(-1)] : ['query parameters', found.path[0]]
  return `Invalid input for ${place} ${name}. Value: ${str(found.instance)}. ${found.message}`
}
