/** How Neutron words what the kernel says on its behalf (neutron/api/api_common.py, webob/exc.py). */
import {
  AuthenticationRequired,
  badRequest,
  Fault,
  notAcceptable,
  notImplemented,
  STOCK_MESSAGE,
} from '../kernel/faults.ts'
import { HiddenFault } from '../kernel/attributes/refusals.ts'
import { COMPACT, dumps, styled } from '../kernel/python.ts'
import type { Dialect, RefusedRequest } from '../kernel/service.ts'
import { accepts, pageOf } from '../kernel/webob-pages.ts'
import { isPage } from './pages.ts'

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
  json: (value, url) => (isCore(url) ? styled(value, COMPACT) : dumps(value)),
  fault: (fault, asked) => (isPage(fault) ? pageOf(fault, asked) : jsonOf(fault)),
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
  bodyMalformed: (url) => (isCore(url) ? malformed() : badRequest(NO_JSON, MALFORMED_BODY)),
  // It names none in a header `Allow`.
  methodNotAllowed: (_, { method, path }) =>
    method === 'POST' && QUOTAS.test(path) ? notImplemented(NO_POST) : new Fault(405, MALFORMED),
}

/** Said of more than what is malformed. */
const MALFORMED = STOCK_MESSAGE[400]!

function jsonOf(fault: Fault) {
  const body = fault instanceof AuthenticationRequired ? AUTHENTICATION_REQUIRED : bodyOf(fault)
  return { body, contentType: 'application/json' }
}

function bodyOf(fault: Fault): string {
  const { status, type = CLASSES[status] ?? 'HTTPException', message } = fault
  const error = { type, message, detail: '' }
  // The core finds out when the answer is made, where nobody wraps it any more.
  return dumps(fault instanceof HiddenFault ? error : { NeutronError: error })
}

/** The collections of the core; the others are plugins' (routers …), which go by an older way. */
const CORE =
  /\/v2\.0\/+((networks|subnets|ports|ndp_proxies|local_ips|network_segment_ranges)(\.json|\/+[^/]+)?\/*)?$/

function isCore(url: string): boolean {
  return CORE.test(url.split('?', 1)[0]!)
}

/** Of the core, who takes no JSON; plugins look at no `Accept`. Source: neutron/pecan_wsgi/controllers/. */
export function refuse(path: string, { accept }: RefusedRequest['headers']): Fault | undefined {
  if (!isCore(path) || accepts(accept, 'application/json')) return undefined
  return notAcceptable(MALFORMED)
}

/** Said by quotas alone (neutron/pecan_wsgi/controllers/quota.py). */
const NO_POST = 'POST requests are not supported on this resource.'
const QUOTAS = /^\/v2\.0\/quotas(\.json)?$/

/** What plugins say of it (neutron/api/v2/resource.py). */
const NO_JSON = 'Malformed request body: Cannot understand JSON.'
const MALFORMED_BODY = { type: 'MalformedRequestBody' }

/** Whatever cannot be read as a body. */
function malformed(): Fault {
  return badRequest('Body contains invalid data')
}
