/** How Neutron words what the kernel says on its behalf (neutron/api/api_common.py, webob/exc.py). */
import {
  AuthenticationRequired,
  badRequest,
  Fault,
  methodNotAllowed,
  STOCK_MESSAGE,
} from '../kernel/faults.ts'
import { dumps } from '../kernel/python.ts'
import type { Dialect } from '../kernel/service.ts'

/** Classes of webob, which are the types of faults that name none. */
const CLASSES: Readonly<Record<number, string>> = {
  400: 'HTTPBadRequest',
  403: 'HTTPForbidden',
  404: 'HTTPNotFound',
  405: 'HTTPMethodNotAllowed',
  406: 'HTTPNotAcceptable',
  409: 'HTTPConflict',
  412: 'HTTPPreconditionFailed',
  413: 'HTTPRequestEntityTooLarge',
  500: 'HTTPInternalServerError',
  501: 'HTTPNotImplemented',
  503: 'HTTPServiceUnavailable',
}

/** Not the service's own body: keystonemiddleware answers before the service is reached. */
const AUTHENTICATION_REQUIRED = dumps({
  error: { code: 401, title: 'Unauthorized', message: STOCK_MESSAGE[401] },
})

export const dialect: Dialect = {
  json: dumps,
  fault: (fault) => ({
    body: fault instanceof AuthenticationRequired ? AUTHENTICATION_REQUIRED : bodyOf(fault),
    contentType: 'application/json',
  }),
  invalid: malformed,
  policyRefused: (rule) => `rule:${rule} is disallowed by policy`,
  // It has neither projects in paths, actions by body, nor microversions.
  projectMismatch: malformed,
  unknownAction: malformed,
  microversionMalformed: malformed,
  microversionUnsupported: malformed,
  microversionOfOthers: () => undefined,
  repeated: 'last',
  mediaTypes: 'any',
  bodyMissing: malformed,
  bodyMalformed: malformed,
  methodNotAllowed: (allowed) =>
    new Fault(405, STOCK_MESSAGE[400]!, { headers: methodNotAllowed(allowed).headers }),
}

function bodyOf({ status, type = CLASSES[status] ?? 'HTTPException', message }: Fault): string {
  return dumps({ NeutronError: { type, message, detail: '' } })
}

/** Whatever cannot be read as a body. */
function malformed(): Fault {
  return badRequest('Body contains invalid data')
}
