/** The registry on the wire: Fastify routes, the headers common to all answers, and faults. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { AddressPlan } from './addresses.ts'
import { PATIENCE, refuseConnection, type Patience } from './clients.ts'
import type { Clock } from './clock.ts'
import type { Log } from './context.ts'
import { Door } from './door.ts'
import { badRequest, overLimit, unsupportedMediaType, type Fault } from './faults.ts'
import type { Ids } from './ids.ts'
import type { Incoming, Progress } from './incoming.ts'
import type { Pipeline } from './pipeline.ts'
import type { Service } from './service.ts'

export interface ServerOptions {
  readonly services: readonly Service[]
  /** Path before every path of a service: its shared path, or nothing on a port of its own. */
  prefixOf(service: Service): string
  readonly pipeline: Pipeline
  readonly plan: AddressPlan
  readonly clock: Pick<Clock, 'setTimer'>
  readonly ids: Ids
  readonly log: Log
  /** `PATIENCE` unless told. */
  readonly patience?: Patience
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
  /** What is needed for few records only. Headers and bodies have secrets in them. */
  readonly incoming: Incoming
  readonly progress: Progress
  readonly body?: unknown
  /** Where it was refused. */
  readonly fault?: Fault
}

export function createServer(options: ServerOptions): FastifyInstance {
  const doors = options.services.map((service) => new Door(service, options))
  const doorFor = (url: string): Door =>
    doors.find((door) => url.startsWith(door.prefix === '' ? '/' : door.prefix)) ?? doors[0]!
  const enter = (request: FastifyRequest, reply: FastifyReply): void => {
    const { headers, httpVersion } = request.raw
    if (headers.host === undefined && httpVersion === '1.1') {
      return refuse(badRequest('The request names no host.'), request, reply)
    }
    reply.hijack()
    void doorFor(request.url).serve(request, reply)
  }
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack()
    doorFor(request.url).refuse(request, reply, readError(error))
  }
  const patience = options.patience ?? PATIENCE
  const server = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: Math.max(...options.services.map((service) => service.bodyLimit)),
    // Requests in flight are answered during shutdown; new connections are refused.
    return503OnClosing: false,
    // A path that is no URL never reaches a route, nor the error handler.
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
    forceCloseConnections: 'idle',
    requestTimeout: patience.request,
    connectionTimeout: patience.silence,
    keepAliveTimeout: patience.idle,
    http: {
      headersTimeout: patience.head,
      connectionsCheckingInterval: patience.look,
      // Node would refuse it without a body.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => refuseConnection(options, error, socket),
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  options.extraRoutes?.(server)
  server.all('*', enter)
  server.setNotFoundHandler(enter)
  server.setErrorHandler(refuse)
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
