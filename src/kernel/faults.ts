/**
 * What an operation throws when it refuses. The message is what the client reads, so it uses the
 * words of the real service; what only the operator may see goes into `cause`, which is logged.
 * The service's dialect (`dialect.ts`) turns a fault into the body its clients expect.
 */
export class Fault extends Error {
  readonly status: number
  /** Extra response headers, e.g. `Allow`. */
  readonly headers: Readonly<Record<string, string>>
  /** Seconds, sent as `Retry-After`; compute and block storage repeat it in a 413 body. */
  readonly retryAfter: number | undefined
  /** Members beside code, message and title in the body of identity faults. */
  readonly details: Readonly<Record<string, unknown>> | undefined
  /**
   * The name of the real service's exception, such as `VolumeNotFound`: by it another service that
   * called knows what to answer, whatever the message. Undefined where nobody has needed it yet.
   */
  readonly type: string | undefined

  constructor(status: number, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Fault'
    this.status = status
    this.headers = options.headers ?? NO_HEADERS
    this.retryAfter = options.retryAfter
    this.details = options.details
    this.type = options.type
  }
}

export interface FaultOptions {
  headers?: Record<string, string>
  retryAfter?: number
  details?: Record<string, unknown>
  type?: string
  cause?: unknown
}

const NO_HEADERS = Object.freeze({})

/**
 * The sentences the real services use when they give no reason of their own: `explanation` of the
 * classes in webob/exc.py, and of those in keystone/exception.py.
 */
export const STOCK_MESSAGE: Readonly<Record<number, string>> = {
  400: 'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  401: 'The request you have made requires authentication.',
  403: 'Access was denied to this resource.',
  404: 'The resource could not be found.',
  405: 'The method is not allowed for this resource.',
  406: 'The resource could not be generated that was acceptable to your browser.',
  409: 'There was a conflict when trying to complete your request.',
  410: 'This resource is no longer available. No forwarding address is given.',
  413: 'The body of your request was too large for this server.',
  415: 'Unsupported Content-Type',
  416: 'The Range requested is not available.',
  500: 'The server has either erred or is incapable of performing the requested operation.',
  501: 'The server has either erred or is incapable of performing the requested operation.',
  503: 'The server is currently unavailable. Please try again at a later time.',
}

function stock(status: number): (message?: string, options?: FaultOptions) => Fault {
  return (message = STOCK_MESSAGE[status] ?? '', options) => new Fault(status, message, options)
}

export const badRequest = stock(400)
export const unauthorized = stock(401)
export const forbidden = stock(403)
export const notFound = stock(404)
export const notAcceptable = stock(406)
export const conflict = stock(409)
export const gone = stock(410)
export const preconditionFailed = stock(412)
export const overLimit = stock(413)
export const unsupportedMediaType = stock(415)
export const rangeNotSatisfiable = stock(416)
export const internalError = stock(500)
export const notImplemented = stock(501)
export const unavailable = stock(503)

/** A known path with a method it does not have; `Allow` names those it has (RFC 9110 §15.5.6). */
export function methodNotAllowed(allowed: readonly string[]): Fault {
  return new Fault(405, STOCK_MESSAGE[405]!, { headers: { Allow: allowed.join(', ') } })
}

/** The policy engine said no, in the words of the service whose policy it is. */
export class PolicyRefusal extends Fault {
  readonly rule: string
  constructor(rule: string, message = `Policy doesn't allow ${rule} to be performed.`) {
    super(403, message, { type: 'PolicyNotAuthorized' })
    this.rule = rule
  }
}

/** No token, or one that is not valid (any more). Answered in the body of keystonemiddleware. */
export class AuthenticationRequired extends Fault {
  constructor() {
    super(401, STOCK_MESSAGE[401]!)
  }
}
