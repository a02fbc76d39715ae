/** One service on one server: finds the route of a request, or says why there is none. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { Exchange } from './exchange.ts'
import { methodNotAllowed, notFound } from './faults.ts'
import { healthcheck } from './healthcheck.ts'
import type { Incoming, Progress } from './incoming.ts'
import { mistakesIn, routesOf, type Route } from './registry.ts'
import { permanentRedirection, redirection } from './redirection.ts'
import { Router, type Match } from './router.ts'
import { negotiateFor } from './selection.ts'
import type { ServerOptions } from './server-options.ts'
import type { Service } from './service.ts'

/** In the order in which `Allow` lists them. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export class ServiceListener {
  /** Before every path of the service. */
  readonly prefix: string
  readonly #service: Service
  readonly #options: ServerOptions
  readonly #server: Server
  readonly #router: Router<Route>

  constructor(service: Service, options: ServerOptions, server: Server) {
    const mistakes = mistakesIn(service)
    if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
    this.#service = service
    this.#options = options
    this.#server = server
    this.prefix = options.prefixOf(service)
    this.#router = routerOf(service)
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = this.#begin(request, response)
    const { incoming, progress } = exchange
    const { body } = incoming
    const path = this.#pathOf(incoming)
    const match = this.#find(incoming.method, path)
    try {
      // A stream of bytes is refused when somebody may send it, and for what.
      if (match?.value.takesBytes !== true) {
        body.refuseLonger(match?.value.bodyLimit ?? this.#service.bodyLimit)
      }
      if (match === undefined) {
        if (body.isUnread) await body.discard(this.#service.bodyLimit)
        return void exchange.send(await this.#explain(incoming, path, progress))
      }
      if (this.#hasSlashesWithin(path)) {
        return void exchange.send(permanentRedirection(this.#withoutThem(incoming, path)))
      }
      incoming.params = match.params
      const streaming = exchange.send(
        await this.#options.pipeline.serve(match.value, incoming, progress),
      )
      if (streaming !== undefined) await streaming
    } catch (error) {
      exchange.refuse(await this.#refusalOf(error, incoming, match?.value))
    }
  }

  /**
   * A body that is not a stream of bytes is read to its end before it is refused, although nothing
   * of it is kept: its client looks at the answer when it has sent all, and a body that is too long
   * is refused for that.
   */
  async #refusalOf(error: unknown, { body }: Incoming, route: Route | undefined): Promise<unknown> {
    const limit = route?.bodyLimit ?? this.#service.bodyLimit
    if (!body.isUnread || (body.length ?? 0) > limit || route?.takesBytes === true) return error
    try {
      await body.discard(limit)
      return error
    } catch (mistake) {
      return mistake
    }
  }

  /** Answers an error that came up before the request could be served. */
  refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    this.#begin(request, response).refuse(error)
  }

  #begin(request: IncomingMessage, response: ServerResponse): Exchange {
    return new Exchange(this.#service, this.#options, this.#server, request, response)
  }

  #pathOf({ url, headers }: Incoming): string {
    const end = url.indexOf('?')
    const sent = url.slice(this.prefix.length, end < 0 ? undefined : end) || '/'
    const path = this.#service.meantBy?.(sent, headers) ?? sent
    const { trailingSlash } = this.#service
    if (trailingSlash === undefined || path.length === 1 || !path.endsWith('/')) return path
    const isDeclared =
      trailingSlash === 'optional' && METHODS.some((one) => this.#answers(one, path))
    if (isDeclared) return path
    return path.replace(/\/+$/, '') || '/'
  }

  #hasSlashesWithin(path: string): boolean {
    return this.#service.trailingSlash === 'ignored' && path.includes('//') && /[^/]\/\//.test(path)
  }

  #withoutThem({ url, addressOf }: Incoming, path: string): string {
    const query = url.indexOf('?')
    const right = path.replaceAll(/\/{2,}/g, '/')
    return addressOf(this.#service.type) + right + (query < 0 ? '' : url.slice(query))
  }

  #find(method: string, path: string): Match<Route> | undefined {
    const found = this.#named(method, path)
    const { idLeftOut, jsonPaths } = this.#service
    if (found !== undefined || idLeftOut === undefined) return found
    if (method !== 'PUT' && method !== 'DELETE') return undefined
    const collection = jsonPaths === undefined ? path : path.replace(/\.json$/, '')
    const meant = this.#named(method, `${collection}/${idLeftOut}`)
    return meant?.value.path.endsWith('/{id}') === true ? meant : undefined
  }

  #named(method: string, path: string): Match<Route> | undefined {
    const { jsonPaths } = this.#service
    const match = this.#router.find(method, path)
    if (jsonPaths === undefined || !path.endsWith('.json')) return match
    const last = match && /\{(\w+)\}$/.exec(match.value.path)?.[1]
    if (last !== undefined && jsonPaths.kept.includes(last)) return match
    return this.#router.find(method, path.slice(0, -'.json'.length))
  }

  /** Not where a name stands in the place of a project. */
  #answers(method: string, path: string): boolean {
    const match = this.#named(method, path)
    if (match === undefined) return false
    const { project_id: id } = match.params
    return !match.value.hasProject || this.#service.projectIdPattern?.test(id!) !== false
  }

  /** The health check, or a path or method that no operation has: 401 to strangers, then 405 or 404. */
  async #explain(incoming: Incoming, path: string, progress: Progress): Promise<Answer> {
    const health = healthcheck(incoming.method, path, incoming.headers)
    if (health !== undefined) return health
    const allowed = METHODS.filter((method) => this.#answers(method, path))
    const headers = { Allow: [...allowed, 'OPTIONS'].join(', ') }
    if (incoming.method === 'OPTIONS' && allowed.length > 0) {
      return { status: 200, headers, body: undefined }
    }
    const { type, env, mounts, elsewhere, guardsUnknownPaths = false } = this.#service
    const { mountsEndInSlash = false, dialect } = this.#service
    const mounted = mounts.some(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
    if (!mounted && allowed.length === 0) {
      const reply = elsewhere?.({ base: incoming.addressOf(type), path, env })
      if (reply) return { status: reply.status ?? 200, headers: reply.headers, body: reply.body }
    }
    const hasProjects = mounts.some((mount) => mount.projectInPath !== 'never')
    const guarded = mounted && (hasProjects || guardsUnknownPaths)
    if (guarded) await this.#options.pipeline.authenticate(incoming)
    if (this.#service.microversions?.beforePaths === true) {
      negotiateFor(this.#service, mounts[0], incoming.headers, progress)
    }
    if (mountsEndInSlash && mounts.some(({ prefix }) => path === prefix)) {
      return redirection(`${incoming.addressOf(type)}${path}/`)
    }
    if (allowed.length === 0) throw notFound()
    const asked = { method: incoming.method, path }
    throw dialect.methodNotAllowed?.(allowed, asked) ?? methodNotAllowed([...allowed, 'OPTIONS'])
  }
}

function routerOf(service: Service): Router<Route> {
  const router = new Router<Route>()
  const routes = routesOf(service)
  const slashless = (path: string): string =>
    service.trailingSlash === 'ignored' && path.length > 1 ? path.replace(/\/$/, '') : path
  const taken = new Set<string>()
  const add = (method: Route['method'], route: Route): void => {
    const path = slashless(route.path) || '/'
    if (taken.has(`${method} ${path}`)) return
    taken.add(`${method} ${path}`)
    router.add(method, path, route)
  }
  for (const route of routes) add(route.method, route)
  if (service.anyMethodAtRoot === true) {
    const roots = routes.filter(({ mount }) => mount === undefined)
    for (const route of roots) for (const method of METHODS) add(method, route)
  }
  if (service.headFollowsGet !== true) return router
  for (const route of routes) if (route.method === 'GET') add('HEAD', route)
  return router
}
