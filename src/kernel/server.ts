/** The registry on the wire: a server of Node's whose requests go to the services or the program. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { CLIENT_TIMEOUTS } from './client-timeouts.ts'
import { refuseConnection } from './connection-errors.ts'
import { badRequest } from './faults.ts'
import { ServiceListener } from './listener.ts'
import { programRouteOf, serveProgramRoute } from './program-routes.ts'
import { noteExpectation } from './request-body.ts'
import { isDecodable, pathAndQueryOf } from './request-target.ts'
import type { ServerOptions } from './server-options.ts'

export function createServer(options: ServerOptions): Server {
  const timeouts = options.clientTimeouts ?? CLIENT_TIMEOUTS
  const server = createHttpServer({
    requestTimeout: timeouts.request,
    headersTimeout: timeouts.header,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: timeouts.checkInterval,
    // Node would refuse it without a body.
    requireHostHeader: false,
  })
  server.timeout = timeouts.socketIdle
  const listeners = options.services.map((service) => new ServiceListener(service, options, server))
  const listenerFor = (url: string): ServiceListener =>
    listeners.find(({ prefix }) => url.startsWith(prefix === '' ? '/' : prefix)) ?? listeners[0]!
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const url = pathAndQueryOf(request)
    request.url = url
    const listener = listenerFor(url)
    if (request.headers.host === undefined && request.httpVersion === '1.1') {
      return listener.refuse(request, response, badRequest('The request names no host.'))
    }
    if (!isDecodable(url)) return listener.refuse(request, response, badRequest())
    const route = programRouteOf(options.programRoutes ?? [], request)
    if (route === undefined) return void listener.serve(request, response)
    serveProgramRoute(route, request, response, options.clock).catch((error: unknown) =>
      listener.refuse(request, response, error),
    )
  }
  server.on('request', serve)
  // What a request expects is told when its route is known.
  server.on('checkContinue', (request, response) => {
    noteExpectation(request)
    serve(request, response)
  })
  server.on('clientError', (error, socket) => refuseConnection(options, error, socket as Socket))
  return server
}

/** Resolves when it listens. @throws what Node says of a port that is taken or not allowed */
export function listenOn(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ host, port }, () => {
    server.off('error', reject)
    resolve()
  })
  return promise
}
