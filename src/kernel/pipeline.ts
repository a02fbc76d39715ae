/**
 * The fixed way of a request (DESIGN.md §4): token, microversion, body, action, then the checks in
 * the service's order, the handler inside its transaction, and the answer. Nothing here knows a
 * service by name.
 */
import type { Tx, Database } from '../storage/database.ts'
import { RequestContext, type Authenticator, type Log, type Token } from './context.ts'
import { AuthenticationRequired, notFound, unsupportedMediaType } from './faults.ts'
import { contains, negotiate, versionText, type Version } from './microversion.ts'
import { AUTHENTICATED, PUBLIC, Reply, type Asked, type Check, type Operation } from './operation.ts'
import type { Enforcer } from './policy.ts'
import type { Route } from './registry.ts'
import { withoutUnknown } from './relax.ts'
import type { IncomingHttpHeaders } from 'node:http'
import type { Mount, Service } from './service.ts'
import { validator } from './validate.ts'

/** What the server read from the wire, before anything is known of the operation. */
export interface Incoming {
  readonly requestId: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly params: Readonly<Record<string, string>>
  readonly rawBody: Buffer | undefined
  /** The service's address as the client sees it; asked for only when needed. */
  addressOf(serviceType: string): string
}

export interface PipelineOptions {
  database: Database
  authenticator: Authenticator
  enforcerOf(service: Service): Enforcer
  log: Log
  checkResponses: ResponseChecks
}

/** `always` throws on a wrong answer (tests); `sampled` warns, looking at one answer in 256. */
export type ResponseChecks = 'always' | 'sampled'

/** What became known of a request while it was served; the server needs it for headers and logs. */
export interface Progress {
  operation: Operation | undefined
  /** Set once the microversion is known, or refused by number. */
  version: Version | undefined
  token: Token | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Undefined is an empty body. */
  readonly body: unknown
}

export class Pipeline {
  readonly #options: PipelineOptions
  #answers = 0

  constructor(options: PipelineOptions) {
    this.#options = options
  }

  async serve(route: Route, incoming: Incoming, progress: Progress): Promise<Answer> {
    const { service, mount } = route
    const token = route.actions !== undefined || !isPublic(route) ? await this.#token(incoming) : undefined
    progress.token = token
    const version = mount === undefined ? 0 : negotiateFor(service, mount, incoming.headers, progress)
    if (route.hasProject) refuseForeignProject(service, incoming.params['project_id']!, token)
    const { operation, body } = select(route, version, incoming)
    progress.operation = operation
    const ctx = this.#context(route, version, incoming, token)
    return this.#run(operation, ctx, service, mount, incoming, body)
  }

  async #token(incoming: Incoming): Promise<Token> {
    const text = incoming.headers['x-auth-token']
    if (typeof text !== 'string' || text === '') throw new AuthenticationRequired()
    const token = await this.#options.authenticator.authenticate(text)
    if (token === undefined) throw new AuthenticationRequired()
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
    token: Token | undefined,
  ): RequestContext {
    const { service, mount } = route
    const { addressOf } = incoming
    return new RequestContext({
      requestId: incoming.requestId,
      version,
      legacy: mount !== undefined && mount.min === mount.max,
      mountId: mount?.id ?? '',
      mountPrefix: mount?.prefix ?? '',
      method: incoming.method,
      url: incoming.url,
      headers: incoming.headers,
      serviceType: service.type,
      log: this.#options.log,
      token,
      enforcer: this.#options.enforcerOf(service),
      adminRule: service.adminRule,
      addressOf,
    })
  }

  async #run(
    operation: Operation,
    ctx: RequestContext,
    service: Service,
    mount: Mount | undefined,
    incoming: Incoming,
    parsed: unknown,
  ): Promise<Answer> {
    const order = operation.checks ?? service.checks
    const firstInside = operation.target === undefined ? order.length : order.indexOf('target')
    const state: State = { target: undefined, body: parsed, query: undefined }
    const check = (name: Check): void => {
      if (name === 'policy') {
        authorize(operation, { ctx, params: incoming.params, body: parsed, target: state.target })
      }
      if (name === 'body') {
        state.body = checkedBody(operation, ctx, service, mount, parsed)
        state.query = checkedQuery(operation, ctx, service)
      }
    }
    for (const name of order.slice(0, firstInside)) check(name)
    const inside = async (tx: Tx): Promise<void> => {
      for (const name of order.slice(firstInside)) {
        if (name !== 'target') check(name)
        else state.target = await operation.target!.load(tx, ctx, incoming.params, service.env)
      }
    }
    const handle = (tx: Tx | undefined): unknown =>
      operation.handle({
        tx,
        ctx,
        env: service.env,
        params: incoming.params,
        query: state.query,
        body: state.body,
        target: state.target,
      })
    const result = await this.#transact(operation, firstInside < order.length, inside, handle)
    return this.#answer(operation, ctx, service, result)
  }

  #transact(
    operation: Operation,
    hasTarget: boolean,
    inside: (tx: Tx) => Promise<void>,
    handle: (tx: Tx | undefined) => unknown,
  ): Promise<unknown> {
    const { database } = this.#options
    const unit = async (tx: Tx): Promise<unknown> => {
      if (hasTarget) await inside(tx)
      return handle(tx)
    }
    if (operation.transaction === 'write') return database.write(unit)
    if (operation.transaction === 'read') return database.read(unit)
    return (hasTarget ? database.read(inside) : Promise.resolve()).then(() => handle(undefined))
  }

  #answer(operation: Operation, ctx: RequestContext, service: Service, result: unknown): Answer {
    const answer: Answer =
      result instanceof Reply
        ? { status: result.status ?? operation.success, headers: result.headers, body: result.body }
        : { status: operation.success, headers: NO_HEADERS, body: result ?? undefined }
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

interface State {
  target: unknown
  body: unknown
  query: unknown
}

const NO_HEADERS = Object.freeze({})

function isPublic(route: Route): boolean {
  return route.variants.every((operation) => operation.policy === PUBLIC)
}

function negotiateFor(
  service: Service,
  mount: Mount,
  headers: IncomingHttpHeaders,
  progress: Progress,
): Version {
  const { microversions, dialect } = service
  if (microversions === undefined || mount.min === mount.max) return mount.min
  const header = headers['openstack-api-version']
  const older = microversions.olderHeader && headers[microversions.olderHeader.request]
  const asked = negotiate(text(header), text(older), microversions.type, mount)
  if (asked.kind === 'malformed') throw dialect.microversionMalformed(asked.text)
  if (asked.kind === 'unsupported') {
    progress.version = refusedVersion(asked.text)
    throw dialect.microversionUnsupported(
      asked.text,
      versionText(mount.min),
      versionText(mount.max),
    )
  }
  if (asked.kind === 'other-service') {
    const refusal = dialect.microversionOfOthers()
    if (refusal) throw refusal
    return (progress.version = mount.min)
  }
  return (progress.version = asked.version)
}

/** A refused version is echoed too, as long as it fits our numbering. */
function refusedVersion(asked: string): Version | undefined {
  const [major, minor] = asked.split('.').map(Number)
  return minor! < 1000 ? major! * 1000 + minor! : undefined
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}

function refuseForeignProject(service: Service, inPath: string, token: Token | undefined): void {
  if (service.projectIdPattern?.test(inPath) === false) throw notFound()
  if (token !== undefined && token.projectId !== inPath) {
    throw service.dialect.projectMismatch(inPath, token.projectId)
  }
}

/** Which operation is meant, and the body as JSON (undefined where there is none). */
function select(
  route: Route,
  version: Version,
  incoming: Incoming,
): { operation: Operation; body: unknown } {
  if (route.actions === undefined) {
    const operation = inForce(route.variants, version)
    return { operation, body: operation.body === undefined ? undefined : parse(route, incoming) }
  }
  const body = parse(route, incoming)
  if (body === undefined) throw route.service.dialect.bodyMalformed()
  const key = actionKey(route, body)
  const versions = route.actions.get(key)
  if (versions === undefined) throw route.service.dialect.unknownAction(key)
  const operation = inForce(versions, version)
  return { operation, body: key === operation.action ? body : renamed(body, key, operation.action!) }
}

function inForce(variants: readonly Operation[], version: Version): Operation {
  const operation = variants.find((variant) => contains(variant.versions, version))
  if (operation === undefined) throw notFound()
  return operation
}

/**
 * An object (or list) of another length than one is malformed; anything else that is JSON names
 * no action at all. Rule: nova/api/openstack/wsgi.py (action_peek), METADATA-CALLS.md A2.
 */
function actionKey(route: Route, body: unknown): string {
  if (typeof body !== 'object' || body === null) throw notFound()
  const keys = Object.keys(body)
  if (keys.length !== 1) throw route.service.dialect.bodyMalformed()
  if (Array.isArray(body)) throw notFound()
  return keys[0]!
}

function renamed(body: unknown, from: string, to: string): unknown {
  return Object.fromEntries([[to, (body as Record<string, unknown>)[from]]])
}

function parse(route: Route, incoming: Incoming): unknown {
  const { dialect } = route.service
  const { rawBody } = incoming
  const mediaType = (incoming.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  const empty = rawBody === undefined || rawBody.length === 0
  if (!dialect.mediaTypes.has(mediaType)) {
    if (empty && mediaType === '') return undefined
    throw dialect.mediaTypeRefused?.() ?? unsupportedMediaType()
  }
  if (empty) return undefined
  try {
    return JSON.parse(UTF8.decode(rawBody))
  } catch {
    throw dialect.bodyMalformed()
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function checkedBody(
  operation: Operation,
  ctx: RequestContext,
  service: Service,
  mount: Mount | undefined,
  sent: unknown,
): unknown {
  const schema = operation.body?.at(ctx.version)
  if (schema === undefined) return undefined
  if (sent === undefined && operation.bodyOptional) return undefined
  const parsed = sent === undefined && service.dialect.missingIsEmpty ? {} : sent
  if (parsed === undefined) throw service.dialect.bodyMissing()
  const relaxed = mount?.relaxed ?? false
  const value = relaxed ? withoutUnknown(schema, parsed) : parsed
  if (!validator(schema)(value)) throw service.dialect.invalid(schema, value, 'body', relaxed)
  return value
}

function checkedQuery(operation: Operation, ctx: RequestContext, service: Service): unknown {
  const schema = operation.query?.at(ctx.version)
  if (schema === undefined) return undefined
  const query = Object.fromEntries(ctx.search)
  if (!validator(schema)(query)) throw service.dialect.invalid(schema, query, 'query', false)
  return query
}

function authorize(operation: Operation, asked: Asked): void {
  const { policy } = operation
  if (policy === PUBLIC || policy === AUTHENTICATED) return
  const { ctx, target } = asked
  const attributes = target === undefined ? undefined : operation.target!.attributes(target)
  ctx.authorize(policy, operation.judgedOn?.(asked) ?? attributes)
}

function mistakeIn(
  operation: Operation,
  ctx: RequestContext,
  service: Service,
  answer: Answer,
): string | undefined {
  const where = `${service.type} ${operation.id} at ${versionText(ctx.version)}`
  const shape = operation.response[answer.status]
  if (shape === undefined) return `${where} answered ${answer.status}, which it does not declare`
  if (shape === null) {
    return answer.body === undefined ? undefined : `${where} answered with an undeclared body`
  }
  const schema = shape.at(ctx.version)
  if (schema === undefined || validator(schema)(answer.body)) return undefined
  const reason = service.dialect.invalid(schema, answer.body, 'body', false).message
  return `${where} answered what it does not declare: ${reason}`
}

