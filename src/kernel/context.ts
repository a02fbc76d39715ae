import type { IncomingHttpHeaders } from 'node:http'
import { badRequest, PolicyRefusal } from './faults.ts'
import type { Version } from './microversion.ts'
import { versionText } from './microversion.ts'
import type { Credentials, Enforcer, PolicyRule } from './policy.ts'
import type { ClaimedUser, Token } from './token.ts'

export type * from './token.ts'

/** Writes what happened; pino's interface, reduced to what we use. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/**
 * Everything about one request that is not its parameters: who asks, in which version, by which
 * address. A handler gets it ready-made; nothing in it can be forged by a header.
 */
export class RequestContext {
  readonly version: Version
  readonly log: Log
  readonly #init: RequestContextInit
  #base: string | undefined
  #admin: boolean | undefined
  #ownCredentials: Credentials | undefined
  #others: Map<string, RequestContext> | undefined

  constructor(init: RequestContextInit) {
    this.version = init.side.version
    this.log = init.log
    this.#init = init
  }

  get requestId(): string {
    return this.#init.request.requestId
  }

  get method(): string {
    return this.#init.request.method
  }

  /** Path and query as sent, without the address. */
  get url(): string {
    return this.#init.request.url
  }

  get headers(): IncomingHttpHeaders {
    return this.#init.request.headers
  }

  /** Answered by a mount without microversions (`/v2`). */
  get legacy(): boolean {
    return this.#init.side.legacy
  }

  get mountId(): string {
    return this.#init.side.mountId
  }

  /** Where the client reached this service, e.g. `http://127.0.0.1:8776`; no trailing slash. */
  get base(): string {
    this.#base ??= this.addressOf(this.#init.side.serviceType)
    return this.#base
  }

  /** `base` and the mount's prefix, e.g. `http://127.0.0.1:8776/v3`. */
  get endpoint(): string {
    return this.base + this.#init.side.mountPrefix
  }

  /** The bearer's token. Only a public operation may find none, and must use `tokenIfAny`. */
  get token(): Token {
    const { token } = this.#init
    if (token === undefined) throw new Error('a public operation asked for a token')
    return token
  }

  get tokenIfAny(): Token | undefined {
    return this.#init.token
  }

  /** Does a service call, for the bearer of the token? It has the role `service`. */
  get isServiceRequest(): boolean {
    return isServiceToken(this.#init.serviceToken)
  }

  /** Where the client is, behind proxies that are believed. */
  get clientAddress(): string {
    return this.#init.request.clientAddress()
  }

  /** Aborted when the client goes away before it has its answer. */
  get signal(): AbortSignal {
    return this.#init.request.signal()
  }

  /** For the record of what happened: this user signs in, or tries to. */
  noteClaimedUser(user: ClaimedUser): void {
    this.#init.progress.claimedUser = user
  }

  get userId(): string {
    return this.token.userId
  }

  /** The project of the token's scope. Services that need one refuse other scopes before this. */
  get projectId(): string {
    const id = this.token.projectId
    if (id === undefined) throw badRequest('This operation needs a project-scoped token.')
    return id
  }

  /** The service's own idea of an administrator (`context_is_admin`). */
  get isAdmin(): boolean {
    const { adminRule, enforcer } = this.#init.side
    this.#admin ??=
      adminRule !== undefined &&
      enforcer.allows(adminRule, this.token.credentials, this.#ownTarget())
    return this.#admin
  }

  /** Only what policies say now counts, not what their defaults were before. */
  get hasNewDefaults(): boolean {
    return this.#init.side.enforcer.hasNewDefaults
  }

  /**
   * `is_admin` in a rule means the administrator of this service, whom the token cannot know, and
   * `service_roles` the roles of the service that calls.
   */
  get #credentials(): Credentials {
    const { credentials } = this.token
    const { serviceToken } = this.#init
    if (credentials.is_admin === this.isAdmin && serviceToken === undefined) return credentials
    this.#ownCredentials ??= {
      ...credentials,
      ...(serviceToken && { service_roles: serviceToken.roles }),
      is_admin: this.isAdmin,
    }
    return this.#ownCredentials
  }

  /** Does the policy allow it? Without a target, the rule is judged on the bearer's own project. */
  allows(rule: PolicyRule, target?: Record<string, unknown>): boolean {
    return this.#init.side.enforcer.allows(rule, this.#credentials, target ?? this.#ownTarget())
  }

  /** @throws PolicyRefusal (403) */
  authorize(rule: PolicyRule, target?: Record<string, unknown>): void {
    if (this.allows(rule, target)) return
    throw new PolicyRefusal(rule.name, this.#init.side.policyRefused?.(rule.name))
  }

  /**
   * The same request as another service sees it that is called from here: the caller's token under
   * that service's rules, with its idea of an administrator, its words of a refusal and its address,
   * at the newest version of its first mount. Query and headers stay those that were sent to the
   * caller. A facade takes the caller's context and works in the one that it gets here.
   * @throws Error where no such service runs
   */
  within(serviceType: string): RequestContext {
    if (serviceType === this.#init.side.serviceType) return this
    const others = (this.#others ??= new Map())
    const known = others.get(serviceType)
    if (known !== undefined) return known
    const other = new RequestContext({ ...this.#init, side: this.#init.sides.of(serviceType) })
    others.set(serviceType, other)
    return other
  }

  /**
   * A request of its own that this service sends to another for the caller, as a client of that would:
   * under the caller's token and this request's id.
   * @throws Error where no such service runs
   */
  relayed(serviceType: string, { version, method, url }: RelayedRequest): RequestContext {
    const { request } = this.#init
    const side = this.#init.sides.of(serviceType)
    return new RequestContext({
      ...this.#init,
      side: { ...side, version: version ?? side.version },
      request: {
        ...{ method, url, headers: {}, requestId: request.requestId },
        addressOf: (type) => request.addressOf(type),
        clientAddress: () => request.clientAddress(),
        signal: () => request.signal(),
      },
    })
  }

  /** Where the client of this request would reach another service, e.g. for the catalogue. */
  addressOf(serviceType: string): string {
    return this.#init.request.addressOf(serviceType)
  }

  get versionText(): string {
    return versionText(this.version)
  }

  #ownTarget(): Record<string, unknown> {
    const { projectId, userId } = this.token
    // Of another scope's token the project is None, which policies can name.
    return { project_id: projectId ?? null, user_id: userId }
  }
}

/** What `service_token_roles` of keystonemiddleware has as its default. */
const SERVICE_ROLE = 'service'

/** Is it the token of a service? */
export function isServiceToken(token: Token | undefined): boolean {
  return token !== undefined && token.roles.includes(SERVICE_ROLE)
}

export interface RelayedRequest {
  /** The newest of the first mount unless told. */
  readonly version?: Version | undefined
  readonly method: string
  /** Path and query. */
  readonly url: string
}

/** What of a request's context is the service's own. */
export interface ServiceSide {
  readonly serviceType: string
  readonly version: Version
  readonly legacy: boolean
  readonly mountId: string
  readonly mountPrefix: string
  readonly enforcer: Enforcer
  readonly adminRule: PolicyRule | undefined
  /** See `Dialect`. */
  readonly policyRefused: ((rule: string) => string | undefined) | undefined
}

/** What a context needs to know of the request as it came; see `Incoming`. */
export interface SentRequest {
  readonly requestId: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  addressOf(serviceType: string): string
  clientAddress(): string
  signal(): AbortSignal
}

export interface RequestContextInit {
  readonly side: ServiceSide
  readonly request: SentRequest
  readonly log: Log
  readonly token: Token | undefined
  /** That of the service that calls for the bearer of the other. */
  readonly serviceToken: Token | undefined
  /** Of the other services. @throws Error where no such service runs */
  readonly sides: { of(serviceType: string): ServiceSide }
  readonly progress: { claimedUser: ClaimedUser | undefined }
}
