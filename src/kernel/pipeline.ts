/**
 * The fixed way of a request (docs/adr/0001): token, microversion, body, action, then the checks in
 * the service's order, the handler inside its transaction, and the answer. Nothing here knows a
 * service by name.
 */
import type { Tx, Database } from '../storage/database.ts'
import type { Answer } from './answer.ts'
import { ByteStream } from './byte-stream.ts'
import { mistakeIn } from './checks.ts'
import {
  RequestContext,
  type Authenticator,
  type Log,
  type ServiceSide,
  type Token,
  isServiceToken,
} from './context.ts'
import { AuthenticationRequired, badRequest } from './faults.ts'
import type { Incoming, Progress } from './incoming.ts'
import { judging } from './judging.ts'
import type { Version } from './microversion.ts'
import { PUBLIC, Reply, type Operation } from './operation.ts'
import type { Enforcer } from './policy.ts'
import { bodyLimitOf, type Route } from './registry.ts'
import { negotiateFor, NOT_STORABLE, refuseForeignProject, select } from './selection.ts'
import type { Mount, Service } from './service.ts'
import { isStorableUrl } from './storable.ts'

export interface PipelineOptions {
  /** All that run, since one may call another. */
  services: readonly Service[]
  database: Database
  authenticator: Authenticator
  enforcerOf(service: Service): Enforcer
  log: Log
  checkResponses: ResponseChecks
}

/** `always` throws on a wrong answer (tests); `sampled` warns, looking at one answer in 256. */
export type ResponseChecks = 'always' | 'sampled'

export class Pipeline {
  readonly #options: PipelineOptions
  readonly #sides = { of: (type: string) => this.#seenBy(type) }
  readonly #lastSides = new WeakMap<Route, ServiceSide>()
  #answers = 0

  constructor(options: PipelineOptions) {
    this.#options = options
  }

  async serve(route: Route, incoming: Incoming, progress: Progress): Promise<Answer> {
    const { service, mount } = route
    const isGuarded = route.actions !== undefined || route.hasProject || !isPublic(route)
    const sentByService = service.takesServiceTokens && incoming.headers['x-service-token']
    const serviceToken =
      isGuarded && sentByService ? await this.#serviceToken(sentByService) : undefined
    const token = isGuarded
      ? await this.#token(incoming, service, isServiceToken(serviceToken))
      : undefined
    progress.token = token
    const refused = service.refuse?.(route.path, incoming.headers)
    if (refused !== undefined) throw refused
    const version = negotiateFor(service, mount, incoming.headers, progress)
    if (!isStorableUrl(incoming.url)) throw badRequest(NOT_STORABLE)
    if (route.hasProject) refuseForeignProject(service, incoming.params['project_id']!, token)
    const selecting = select(route, version, incoming, progress)
    const { operation, body } = selecting instanceof Promise ? await selecting : selecting
    progress.operation = operation
    const ctx = this.#context(route, version, incoming, progress, serviceToken)
    return this.#run(operation, ctx, service, mount, incoming, body)
  }

  async #serviceToken(header: string | string[]): Promise<Token> {
    return required(await this.#options.authenticator.authenticate(textOf(header)))
  }

  async #token(incoming: Incoming, service?: Service, allowExpired?: boolean): Promise<Token> {
    const text = textOf(incoming.headers['x-auth-token'])
    const token = required(await this.#options.authenticator.authenticate(text, allowExpired))
    const refused = service !== undefined && token.mayCall?.(callOf(incoming, service)) === false
    if (refused) throw new AuthenticationRequired()
    return token
  }

  /** @throws AuthenticationRequired. For paths that do not exist: strangers learn nothing. */
  async authenticate(incoming: Incoming): Promise<void> {
    await this.#token(incoming)
  }

  #context(
    route: Route,
    version: Version,
    incoming: Incoming,
    progress: Progress,
    serviceToken: Token | undefined,
  ): RequestContext {
    return new RequestContext({
      side: this.#sideOf(route, version),
      request: incoming,
      log: this.#options.log,
      token: progress.token,
      serviceToken,
      sides: this.#sides,
      progress,
    })
  }

  /** Most requests of a route are of one version. The policy may have been read again meanwhile. */
  #sideOf(route: Route, version: Version): ServiceSide {
    const last = this.#lastSides.get(route)
    const enforcer = this.#options.enforcerOf(route.service)
    if (last?.version === version && last.enforcer === enforcer) return last
    const side = this.#side(route.service, route.mount, version)
    this.#lastSides.set(route, side)
    return side
  }

  #side(service: Service, mount: Mount | undefined, version: Version): ServiceSide {
    return {
      serviceType: service.type,
      version,
      legacy: mount !== undefined && mount.min === mount.max,
      mountId: mount?.id ?? '',
      mountPrefix: mount?.prefix ?? '',
      enforcer: this.#options.enforcerOf(service),
      adminRule: service.adminRule,
      policyRefused: service.dialect.policyRefused,
    }
  }

  #seenBy(type: string): ServiceSide {
    const service = this.#options.services.find((other) => other.type === type)
    if (service === undefined) throw new Error(`no service of type "${type}" runs here`)
    const [mount] = service.mounts
    return this.#side(service, mount, mount?.max ?? 0)
  }

  async #run(
    operation: Operation,
    ctx: RequestContext,
    service: Service,
    mount: Mount | undefined,
    incoming: Incoming,
    parsed: unknown,
  ): Promise<Answer> {
    const asked = { ctx, params: incoming.params, body: parsed }
    const judged = judging(service, operation, asked, mount)
    const ready = (): void => refuseLongStream(operation, service, incoming)
    const handle = (tx: Tx | undefined): unknown => judged.handle(tx, ready)
    const result = await this.#transact(operation, judged.inside, handle)
    return this.#answer(operation, ctx, service, result)
  }

  #transact(
    operation: Operation,
    inside: ((tx: Tx) => Promise<void>) | undefined,
    handle: (tx: Tx | undefined) => unknown,
  ): Promise<unknown> {
    const { database } = this.#options
    const unit = async (tx: Tx): Promise<unknown> => {
      await inside?.(tx)
      return handle(tx)
    }
    if (operation.transaction === 'write') return database.write(unit)
    if (operation.transaction === 'snapshot') return database.snapshot(unit)
    if (operation.transaction === 'read') return database.read(unit)
    return (inside ? database.read(inside) : Promise.resolve()).then(() => handle(undefined))
  }

  #answer(operation: Operation, ctx: RequestContext, service: Service, result: unknown): Answer {
    const answer = answerOf(operation, ctx, service, result)
    const { checkResponses } = this.#options
    if (checkResponses === 'always' || (this.#answers++ & 255) === 255) {
      const mistake = mistakeIn(operation, ctx, service, answer)
      if (mistake !== undefined) {
        if (checkResponses === 'always') throw new Error(mistake)
        this.#options.log.warn({ operation: operation.id, request_id: ctx.requestId }, mistake)
      }
    }
    return answer
  }
}

/** Who may send bytes, and for what, is known by now. @throws Fault 413 */
function refuseLongStream(operation: Operation, service: Service, { body }: Incoming): void {
  if (operation.bodyFormat?.kind === 'bytes') body.refuseLonger(bodyLimitOf(operation, service))
}

function answerOf(
  { success }: Operation,
  ctx: RequestContext,
  { dialect }: Service,
  result: unknown,
): Answer {
  if (!(result instanceof Reply)) {
    return { status: success, headers: NO_HEADERS, body: result ?? undefined }
  }
  const { status = success, headers, body } = result
  if (!(body instanceof ByteStream) || status !== 200) return { status, headers, body }
  const part = body.askedFor(ctx.headers, dialect.severalRanges)
  const { contentRange } = part
  if (contentRange === undefined) return { status, headers, body }
  return { status: 206, headers: { ...headers, 'Content-Range': contentRange }, body: part }
}

const NO_HEADERS = Object.freeze({})

/** @throws AuthenticationRequired where there is none */
function textOf(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || header === '') throw new AuthenticationRequired()
  return header
}

/** @throws AuthenticationRequired where it is not good */
function required(token: Token | undefined): Token {
  if (token === undefined) throw new AuthenticationRequired()
  return token
}

/** On a shared port, paths are named without what only tells the services apart. */
function callOf({ method, url }: Incoming, { type, sharedPath }: Service) {
  const path = url.split('?', 1)[0]!
  const shared = path.startsWith(`${sharedPath}/`)
  return { service: type, method, path: shared ? path.slice(sharedPath.length) : path }
}

function isPublic(route: Route): boolean {
  return route.variants.every((operation) => operation.policy === PUBLIC)
}
