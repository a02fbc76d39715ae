/** The registry on the wire: Fastify routes, the headers common to all answers, and faults. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { CLIENT_TIMEOUTS } from './client-timeouts.ts'
import { refuseConnection } from './connection-errors.ts'
import { badRequest, overLimit, unsupportedMediaType } from './faults.ts'
import { ServiceListener } from './listener.ts'
import { expectsContinue, noteExpectation } from './request-body.ts'
import { pathAndQueryOf } from './request-target.ts'
import type { ServerOptions } from './server-options.ts'

export function createServer(options: ServerOptions): FastifyInstance {
  const listeners = options.services.map((service) => new ServiceListener(service, options))
  const listenerFor = (url: string): ServiceListener =>
    listeners.find(({ prefix }) => url.startsWith(prefix === '' ? '/' : prefix)) ?? listeners[0]!
  const enter = (request: FastifyRequest, reply: FastifyReply): void => {
    const { headers, httpVersion } = request.raw
    if (headers.host === undefined && httpVersion === '1.1') {
      return refuse(badRequest('The request names no host.'), request, reply)
    }
    reply.hijack()
    void listenerFor(request.url).serve(request, reply)
  }
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack()
    listenerFor(request.url).refuse(request, reply, readError(error))
  }
  const timeouts = options.clientTimeouts ?? CLIENT_TIMEOUTS
  const server = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: Math.max(...options.services.map((service) => service.bodyLimit)),
    // Requests in flight are answered during shutdown; new connections are refused.
    return503OnClosing: false,
    rewriteUrl: pathAndQueryOf,
    // A path that is no URL never reaches a route, nor the error handler.
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
    forceCloseConnections: 'idle',
    requestTimeout: timeouts.request,
    connectionTimeout: timeouts.socketIdle,
    keepAliveTimeout: timeouts.keepAlive,
    http: {
      headersTimeout: timeouts.header,
      connectionsCheckingInterval: timeouts.checkInterval,
      // Node would refuse it without a body.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => refuseConnection(options, error, socket),
  })
  // What a request expects is told when its route is known.
  server.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    noteExpectation(request)
    server.routing(request, response)
  })
  server.setErrorHandler(refuse)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))
  server.all('*', enter)
  server.setNotFoundHandler(enter)
  addExtraRoutes(server, options)
  return server
}

/** Their bodies are small, and read before they are called. */
function addExtraRoutes(server: FastifyInstance, { extraRoutes }: ServerOptions): void {
  if (extraRoutes === undefined) return
  server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body)
    })
    scope.addHook('preParsing', (request, reply, _payload, next) => {
      if (expectsContinue(request.raw)) reply.raw.writeContinue()
      next()
    })
    extraRoutes(scope)
    done()
  })
}

/** What Fastify itself throws, before a route's handler runs. */
function readError(error: unknown): unknown {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return overLimit()
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return unsupportedMediaType()
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return badRequest()
  return error
}
