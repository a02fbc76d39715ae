/** The registry on the wire: Fastify routes, the headers common to all answers, and faults. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { addressOf, type AddressPlan } from './addresses.ts'
import type { Log } from './context.ts'
import {
  badRequest,
  Fault,
  internalError,
  methodNotAllowed,
  notFound,
  overLimit,
  unsupportedMediaType,
} from './faults.ts'
import type { Ids } from './ids.ts'
import { versionText } from './microversion.ts'
import { Pipeline, type Answer, type Incoming, type Progress } from './pipeline.ts'
import { mistakesIn, routesOf, type Route } from './registry.ts'
import type { Service } from './service.ts'

export interface ServerOptions {
  readonly services: readonly Service[]
  /** Path before every path of a service: its shared path, or nothing on a port of its own. */
  prefixOf(service: Service): string
  readonly pipeline: Pipeline
  readonly plan: AddressPlan
  readonly ids: Ids
  readonly log: Log
  /** Errors of other layers that have a status of their own, e.g. a lost database (503). */
  faultOf(error: unknown): Fault | undefined
  /** Called after every answer: metrics, request log, recorded coverage. */
  onAnswer?(record: AnswerRecord): void
  /** Paths beside the services': health and metrics. */
  extraRoutes?(server: FastifyInstance): void
}

export interface AnswerRecord {
  readonly service: Service
  /** Undefined where no operation was reached. */
  readonly operationId: string | undefined
  readonly method: string
  readonly url: string
  readonly status: number
  readonly requestId: string
  readonly userId: string | undefined
  readonly projectId: string | undefined
  readonly milliseconds: number
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export function createServer(options: ServerOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: Math.max(...options.services.map((service) => service.bodyLimit)),
    // Keys of metadata (255 characters, percent-encoded) and tokens stand in paths.
    routerOptions: { maxParamLength: 4096, ignoreDuplicateSlashes: true },
    // Requests in flight are answered during shutdown; new connections are refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  options.extraRoutes?.(server)
  const doors = options.services.map((service) => new Door(service, options))
  for (const door of doors) door.mountOn(server)
  const doorFor = (url: string): Door =>
    doors.find((door) => url.startsWith(door.prefix === '' ? '/' : door.prefix)) ?? doors[0]!
  server.setNotFoundHandler((request, reply) => doorFor(request.url).unknown(request, reply))
  server.setErrorHandler((error, request, reply) => {
    doorFor(request.url).refuse(request, reply, readError(error))
  })
  return server
}

/** What Fastify itself throws, before a route's handler runs. */
function readError(error: unknown): unknown {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return overLimit()
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return unsupportedMediaType()
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return badRequest()
  return error
}

/** One service as one server shows it. */
class Door {
  readonly prefix: string
  readonly #service: Service
  readonly #options: ServerOptions
  readonly #routes: readonly Route[]
  /** Every path of the service with its methods, for 405 and OPTIONS. */
  readonly #methods = new Map<string, Set<string>>()
  #matchers: readonly (readonly [RegExp, ReadonlySet<string>])[] | undefined

  constructor(service: Service, options: ServerOptions) {
    const mistakes = mistakesIn(service)
    if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
    this.#service = service
    this.#options = options
    this.prefix = options.prefixOf(service)
    this.#routes = routesOf(service)
  }

  mountOn(server: FastifyInstance): void {
    const taken = new Set(this.#routes.map((route) => `${route.method} ${route.path}`))
    for (const route of this.#routes) {
      this.#register(server, route, route.method)
      const headToo = this.#service.headFollowsGet === true && route.method === 'GET'
      if (headToo && !taken.has(`HEAD ${route.path}`)) this.#register(server, route, 'HEAD')
    }
  }

  #register(server: FastifyInstance, route: Route, method: Route['method']): void {
    const methods = this.#methods.get(route.path) ?? new Set<string>()
    this.#methods.set(route.path, methods.add(method))
    const path = (this.prefix + route.path).replaceAll(/\{(\w+)\}/g, ':$1')
    const paths = new Set([path === '' ? '/' : path])
    if (this.#service.trailingSlash === 'ignored' && !path.endsWith('/')) paths.add(`${path}/`)
    for (const url of paths) {
      server.route({
        method,
        url,
        bodyLimit: this.#service.bodyLimit,
        handler: (request, reply) => {
          reply.hijack()
          void this.#serve(route, request, reply)
        },
      })
    }
  }

  async #serve(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const started = performance.now()
    const incoming = this.#incoming(request)
    const progress: Progress = { operation: undefined, version: undefined, token: undefined }
    try {
      const answer = await this.#options.pipeline.serve(route, incoming, progress)
      this.#send(request, reply, incoming, progress, answer, started)
    } catch (error) {
      this.#sendFault(request, reply, incoming, progress, error, started)
    }
  }

  /** A path that no operation has: 401 to strangers, then 405 or 404. */
  async unknown(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.hijack()
    const started = performance.now()
    const incoming = this.#incoming(request)
    const progress: Progress = { operation: undefined, version: undefined, token: undefined }
    try {
      const answer = await this.#explain(incoming)
      this.#send(request, reply, incoming, progress, answer, started)
    } catch (error) {
      this.#sendFault(request, reply, incoming, progress, error, started)
    }
  }

  async #explain(incoming: Incoming): Promise<Answer> {
    const path = incoming.url.split('?', 1)[0]!.slice(this.prefix.length) || '/'
    const allowed = this.#allowed(path)
    if (incoming.method === 'OPTIONS' && allowed.length > 0) {
      return { status: 200, headers: { Allow: [...allowed, 'OPTIONS'].join(', ') }, body: undefined }
    }
    const mounted = this.#service.mounts.some(
      ({ prefix }) => path === prefix || path.startsWith(`${prefix}/`),
    )
    if (!mounted) {
      const base = incoming.addressOf(this.#service.type)
      const reply = this.#service.elsewhere?.({ base, path })
      if (reply) return { status: reply.status ?? 200, headers: reply.headers, body: reply.body }
    }
    const guarded = mounted && this.#service.mounts.some((mount) => mount.projectInPath !== 'never')
    if (guarded) await this.#options.pipeline.authenticate(incoming)
    throw allowed.length > 0 ? methodNotAllowed(allowed) : notFound()
  }

  #allowed(path: string): string[] {
    this.#matchers ??= [...this.#methods].map(([template, methods]) => [
      new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
      methods,
    ])
    const found = this.#matchers.filter(([pattern]) => pattern.test(path))
    return METHODS.filter((method) => found.some(([, methods]) => methods.has(method)))
  }

  /** Answers an error that came up before any route was served. */
  refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
    reply.hijack()
    const progress: Progress = { operation: undefined, version: undefined, token: undefined }
    this.#sendFault(request, reply, this.#incoming(request), progress, error, performance.now())
  }

  #incoming(request: FastifyRequest): Incoming {
    const { plan, ids } = this.#options
    const { raw } = request
    return {
      requestId: ids.requestId(),
      method: raw.method ?? 'GET',
      url: raw.url ?? '/',
      headers: raw.headers,
      params: request.params as Record<string, string>,
      rawBody: request.body as Buffer | undefined,
      addressOf: (serviceType) =>
        addressOf(plan, serviceType, {
          headers: raw.headers,
          remoteAddress: raw.socket.remoteAddress,
          localPort: raw.socket.localPort,
        }),
    }
  }

  #send(
    request: FastifyRequest,
    reply: FastifyReply,
    incoming: Incoming,
    progress: Progress,
    answer: Answer,
    started: number,
  ): void {
    const { raw } = reply
    const { body } = answer
    raw.statusCode = answer.status
    let payload: string | Buffer = ''
    if (body !== undefined) {
      const asIs = typeof body === 'string' || Buffer.isBuffer(body)
      payload = asIs ? body : this.#service.dialect.json(body)
      raw.setHeader('Content-Type', asIs ? 'text/plain; charset=UTF-8' : 'application/json')
    }
    for (const name in answer.headers) raw.setHeader(name, answer.headers[name]!)
    this.#finish(request, reply, incoming, progress, payload, started)
  }

  #sendFault(
    request: FastifyRequest,
    reply: FastifyReply,
    incoming: Incoming,
    progress: Progress,
    error: unknown,
    started: number,
  ): void {
    const fault = this.#faultOf(error, incoming, progress)
    const { raw } = reply
    const { body, contentType } = this.#service.dialect.fault(fault)
    raw.statusCode = fault.status
    if (body !== '') raw.setHeader('Content-Type', contentType)
    for (const name in fault.headers) raw.setHeader(name, fault.headers[name]!)
    if (fault.retryAfter !== undefined) raw.setHeader('Retry-After', String(fault.retryAfter))
    if (fault.status === 401) {
      raw.setHeader('WWW-Authenticate', `Keystone uri="${incoming.addressOf('identity')}/v3"`)
    }
    this.#finish(request, reply, incoming, progress, body, started)
  }

  /** Refusals as they are; anything else becomes a 500 without details, and a line in the log. */
  #faultOf(error: unknown, incoming: Incoming, progress: Progress): Fault {
    if (error instanceof Fault) {
      if (error.cause !== undefined) {
        this.#options.log.warn({ request_id: incoming.requestId, err: error.cause }, error.message)
      }
      return error
    }
    const known = this.#options.faultOf(error)
    const operation = progress.operation?.id
    const fields = { request_id: incoming.requestId, operation, err: error }
    if (known) this.#options.log.warn(fields, known.message)
    else this.#options.log.error(fields, 'the request failed for a reason nobody expected')
    return known ?? internalError()
  }

  #finish(
    request: FastifyRequest,
    reply: FastifyReply,
    incoming: Incoming,
    progress: Progress,
    payload: string | Buffer,
    started: number,
  ): void {
    const { raw } = reply
    const { microversions, dialect } = this.#service
    if (microversions !== undefined && progress.version !== undefined) {
      const text = versionText(progress.version)
      raw.setHeader('OpenStack-API-Version', `${microversions.type} ${text}`)
      const older = microversions.olderHeader?.answer
      if (older !== undefined) raw.setHeader(older, text)
      raw.setHeader('Vary', older === undefined ? VARY : [VARY, older])
    }
    if (dialect.headers) for (const [name, value] of dialect.headers) raw.setHeader(name, value)
    raw.setHeader('x-openstack-request-id', incoming.requestId)
    raw.setHeader('x-compute-request-id', incoming.requestId)
    if (raw.statusCode !== 204) raw.setHeader('Content-Length', Buffer.byteLength(payload))
    raw.end(incoming.method === 'HEAD' || raw.statusCode === 204 ? undefined : payload)
    this.#options.onAnswer?.({
      service: this.#service,
      operationId: progress.operation?.id,
      method: incoming.method,
      url: request.url,
      status: raw.statusCode,
      requestId: incoming.requestId,
      userId: progress.token?.userId,
      projectId: progress.token?.projectId,
      milliseconds: performance.now() - started,
    })
  }
}

const VARY = 'OpenStack-API-Version'
