/** One request and its answer on the wire: the headers common to all answers, and faults. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressOf } from './addresses.ts'
import { Departures } from './departures.ts'
import { Fault, internalError } from './faults.ts'
import type { Incoming, Progress } from './incoming.ts'
import { versionText } from './microversion.ts'
import type { Answer } from './pipeline.ts'
import type { ServerOptions } from './server.ts'
import type { Service } from './service.ts'

const departures = new Departures()
const VERSION_HEADER = 'OpenStack-API-Version'

export class Exchange {
  readonly incoming: Incoming
  readonly progress: Progress = { operation: undefined, version: undefined, token: undefined }
  readonly #service: Service
  readonly #options: ServerOptions
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #started = performance.now()

  constructor(
    service: Service,
    options: ServerOptions,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    this.#service = service
    this.#options = options
    this.#request = request
    this.#reply = reply
    const { raw } = request
    this.incoming = {
      requestId: options.ids.requestId(),
      method: raw.method ?? 'GET',
      url: raw.url ?? '/',
      headers: raw.headers,
      params: {},
      rawBody: request.body as Buffer | undefined,
      addressOf: (serviceType) =>
        addressOf(options.plan, serviceType, {
          headers: raw.headers,
          remoteAddress: raw.socket.remoteAddress,
          localPort: raw.socket.localPort,
        }),
    }
  }

  send(answer: Answer): void {
    const { raw } = this.#reply
    const { body } = answer
    raw.statusCode = answer.status
    const asIs = typeof body === 'string' || Buffer.isBuffer(body)
    if (body !== undefined) {
      raw.setHeader('Content-Type', asIs ? 'text/plain; charset=UTF-8' : 'application/json')
    }
    for (const name in answer.headers) raw.setHeader(name, answer.headers[name]!)
    if (asIs) this.#finish(Buffer.from(body as string))
    else this.#finish(body === undefined ? '' : this.#service.dialect.json(body))
  }

  refuse(error: unknown): void {
    const fault = this.#faultOf(error)
    const { raw } = this.#reply
    const { body, contentType } = this.#service.dialect.fault(fault)
    raw.statusCode = fault.status
    if (body !== '') raw.setHeader('Content-Type', contentType)
    for (const name in fault.headers) raw.setHeader(name, fault.headers[name]!)
    if (fault.retryAfter !== undefined) raw.setHeader('Retry-After', String(fault.retryAfter))
    if (fault.status === 401) {
      raw.setHeader('WWW-Authenticate', `Keystone uri="${this.incoming.addressOf('identity')}/v3"`)
    }
    this.#finish(body)
  }

  /** Refusals as they are; anything else becomes a 500 without details, and a line in the log. */
  #faultOf(error: unknown): Fault {
    const { log } = this.#options
    const { requestId } = this.incoming
    if (error instanceof Fault) {
      if (error.cause !== undefined) {
        log.warn({ request_id: requestId, err: error.cause }, error.message)
      }
      return error
    }
    const known = this.#options.faultOf(error)
    const fields = { request_id: requestId, operation: this.progress.operation?.id, err: error }
    if (known) log.warn(fields, known.message)
    else log.error(fields, 'the request failed for a reason nobody expected')
    return known ?? internalError()
  }

  /** @param payload text is JSON, which is all ASCII: a character is a byte */
  #finish(payload: string | Buffer): void {
    const { raw } = this.#reply
    const { requestId, method } = this.incoming
    this.#sayVersion()
    const { headers } = this.#service.dialect
    if (headers) for (const [name, value] of headers) raw.setHeader(name, value)
    raw.setHeader('x-openstack-request-id', requestId)
    raw.setHeader('x-compute-request-id', requestId)
    // During shutdown an answered connection would stay open, idle, and hold the end up.
    if (!this.#request.server.server.listening) raw.shouldKeepAlive = false
    if (raw.statusCode !== 204) raw.setHeader('Content-Length', payload.length)
    const empty = method === 'HEAD' || raw.statusCode === 204
    departures.add(() => (empty ? raw.end() : raw.end(payload, 'latin1')))
    this.#record()
  }

  #sayVersion(): void {
    const { microversions } = this.#service
    const { version } = this.progress
    if (microversions === undefined || version === undefined) return
    const { raw } = this.#reply
    const text = versionText(version)
    const older = microversions.olderHeader?.answer
    raw.setHeader(VERSION_HEADER, `${microversions.type} ${text}`)
    if (older !== undefined) raw.setHeader(older, text)
    raw.setHeader('Vary', older === undefined ? VERSION_HEADER : [VERSION_HEADER, older])
  }

  #record(): void {
    const { operation, token } = this.progress
    this.#options.onAnswer?.({
      service: this.#service,
      operationId: operation?.id,
      method: this.incoming.method,
      url: this.incoming.url,
      status: this.#reply.raw.statusCode,
      requestId: this.incoming.requestId,
      userId: token?.userId,
      projectId: token?.projectId,
      milliseconds: performance.now() - this.#started,
    })
  }
}
