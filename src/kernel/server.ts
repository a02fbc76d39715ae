/** The registry on the wire: Fastify routes, the headers common to all answers, and faults. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { AddressPlan } from './addresses.ts'
import type { Log } from './context.ts'
import { Exchange } from './exchange.ts'
import {
  badRequest,
  methodNotAllowed,
  notFound,
  overLimit,
  unsupportedMediaType,
  type Fault,
} from './faults.ts'
import type { Ids } from './ids.ts'
import type { Incoming } from './incoming.ts'
import type { Answer, Pipeline } from './pipeline.ts'
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
          // `/things/` is not the thing whose id is empty.
          if (Object.values(request.params as object).includes('')) {
            return this.unknown(request, reply)
          }
          reply.hijack()
          void this.#serve(route, request, reply)
        },
      })
    }
  }

  async #serve(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const exchange = new Exchange(this.#service, this.#options, request, reply)
    try {
      const { incoming, progress } = exchange
      exchange.send(await this.#options.pipeline.serve(route, incoming, progress))
    } catch (error) {
      exchange.refuse(error)
    }
  }

  /** A path that no operation has: 401 to strangers, then 405 or 404. */
  async unknown(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.hijack()
    const exchange = new Exchange(this.#service, this.#options, request, reply)
    try {
      exchange.send(await this.#explain(exchange.incoming))
    } catch (error) {
      exchange.refuse(error)
    }
  }

  async #explain(incoming: Incoming): Promise<Answer> {
    const path = incoming.url.split('?', 1)[0]!.slice(this.prefix.length) || '/'
    const allowed = this.#allowed(path)
    if (incoming.method === 'OPTIONS' && allowed.length > 0) {
      return {
        status: 200,
        headers: { Allow: [...allowed, 'OPTIONS'].join(', ') },
        body: undefined,
      }
    }
    const mounted = this.#service.mounts.some(
      ({ prefix }) => path === prefix || path.startsWith(`${prefix}/`),
    )
    if (!mounted && allowed.length === 0) {
      const base = incoming.addressOf(this.#service.type)
      const reply = this.#service.elsewhere?.({ base, path })
      if (reply) return { status: reply.status ?? 200, headers: reply.headers, body: reply.body }
    }
    const guarded = mounted && this.#service.mounts.some((mount) => mount.projectInPath !== 'never')
    if (guarded) await this.#options.pipeline.authenticate(incoming)
    throw allowed.length > 0 ? methodNotAllowed([...allowed, 'OPTIONS']) : notFound()
  }

  #allowed(path: string): string[] {
    const end = this.#service.trailingSlash === 'ignored' ? '/?$' : '$'
    this.#matchers ??= [...this.#methods].map(([template, methods]) => [
      new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}${end}`),
      methods,
    ])
    const found = this.#matchers.filter(([pattern]) => pattern.test(path))
    return METHODS.filter((method) => found.some(([, methods]) => methods.has(method)))
  }

  /** Answers an error that came up before any route was served. */
  refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
    reply.hijack()
    new Exchange(this.#service, this.#options, request, reply).refuse(error)
  }
}
