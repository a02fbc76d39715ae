/**
 * The vocabulary of declarations. An operation is declared once; the router, OpenAPI, the policy
 * sample, the coverage page, the access matrix, metrics and log names are derived from it.
 */
import type { Tx } from '../storage/database.ts'
import { toBodyFormat, type BodyFormat, type BodyType, type DeclaredBody } from './body-format.ts'
import type { RequestContext } from './context.ts'
import { ALL_VERSIONS, range, type VersionRange } from './microversion.ts'
import type { PolicyRule } from './policy.ts'
import { toShape, type Schema, type Shape, type ShapeType } from './shape.ts'
import type { Lock, Target } from './target.ts'

export { always, since, type Shape } from './shape.ts'

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The operation asks for no token at all. */
export const PUBLIC = 'public'
/** Any valid token will do: no rule of policy guards the real operation either. */
export const AUTHENTICATED = 'authenticated'

export type Policy = PolicyRule | typeof PUBLIC | typeof AUTHENTICATED

/** The order in which an operation refuses. It differs between the real services. */
export type Check = 'body' | 'policy' | 'target'

type NamesIn<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never
export type ParamsOf<P extends string> = { readonly [K in NamesIn<P>]: string }

/**
 * `read`, `write`: the handler runs inside a transaction of that kind (the default: by method).
 * `snapshot`: it reads, and all its statements see one state, whatever is committed meanwhile.
 * `none`: it runs outside of one, because it hashes a password or waits for something slow, and
 * opens its own through `env`.
 */
export type TransactionMode = 'read' | 'snapshot' | 'write' | 'none'

export interface Input<Env, Params, Query, Body, T, Mode> {
  readonly tx: Mode extends 'none' ? undefined : Tx
  readonly ctx: RequestContext
  /** What the service was wired with: drivers, jobs, facades of other services, configuration. */
  readonly env: Env
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly target: T
  /**
   * The target as it is in a transaction of the handler's own, locked, judged and missed as at first:
   * it may have changed since.
   */
  readonly reload: Mode extends 'none' ? (tx: Tx) => Promise<T> : undefined
}

/** What is known of a request when its policy is checked, beside the target. */
export interface Asked<Params = Readonly<Record<string, string>>> {
  readonly ctx: RequestContext
  readonly params: Params
  readonly body: unknown
}

/** An answer that is more than a JSON body with the operation's own status. */
export class Reply {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  /** JSON, text and bytes as they are, or a `ByteStream`; undefined is an empty body. */
  readonly body: unknown
  constructor(options: { status?: number; headers?: Record<string, string>; body?: unknown }) {
    this.status = options.status
    this.headers = options.headers ?? {}
    this.body = options.body
  }
}

export interface Declaration<
  Env,
  Path extends string,
  Query extends Schema | undefined,
  Body extends DeclaredBody | undefined,
  T,
  Mode extends TransactionMode,
> {
  /** `<resource>.<verb>`, unique within the service: the name in logs, metrics and documents. */
  id: string
  method: Method
  /** Relative to the mount (`/volumes/{volume_id}`); the project id is never part of it. */
  path: Path
  /** For `…/action`: the single key of the body that selects this operation. */
  action?: string
  /** Other keys that mean the same action. Each is a listed deviation. */
  actionAliases?: readonly string[]
  summary: string
  /** First and last microversion that has the operation. */
  versions?: readonly [min: string, max?: string]
  /**
   * Where the path hangs: under every versioned prefix, with and without project as the mount
   * says (default); under the prefix alone, as version documents do; or at the service's root.
   */
  mount?: 'versioned' | 'unscoped' | 'root'
  /** Only under these mounts, by id (e.g. `['v3']`). Default: all. */
  mounts?: readonly string[]
  policy: Policy
  /**
   * What the policy sees, where that is not (only) the target: what is about to be made, say. The
   * body may be anything here, because it may not have been checked yet.
   */
  judgedOn?(asked: Asked<ParamsOf<Path>>): Record<string, unknown>
  /**
   * Judges the request where more rules than `policy` decide, by what is in the body, or where the
   * refusal is another than the service's.
   * @param attributes what the policy sees of the target @throws Fault
   */
  authorize?(asked: Asked<ParamsOf<Path>>, attributes: Record<string, unknown> | undefined): void
  target?: Target<T, ParamsOf<Path>, Env>
  /**
   * How the target is locked until the transaction ends. An operation that reads locks nothing; one
   * that writes keeps its target from being changed, and of several things each from being deleted.
   */
  lock?: Lock | 'none'
  /** Where this operation's order of checks is not its service's. */
  checks?: readonly Check[]
  transaction?: Mode
  /** It lets somebody in who proves who they are: the record of what happened calls it so. */
  signsIn?: true
  /**
   * The parameters of the query string: a schema of their texts, or what reads them into a value of
   * its own (`Query`), as the list dialect of the service does.
   */
  query?: Query
  /** A schema is JSON; `form`, `jsonPatch` and `bytes` say what else it is. */
  body?: Body
  /** The body may be missing altogether (it is then undefined). */
  bodyOptional?: boolean
  /** It takes no body and passes over one that comes, where the service refuses it elsewhere. */
  ignoresBody?: true
  /**
   * Status of success; default 200. What upstream refuses to everybody has the status of that
   * refusal here, and alone in `errors`; it has no response and never lets anybody through.
   */
  success?: number
  /** Shape of the answer by status; null is an empty body. */
  response: Readonly<Record<number, Schema | null>>
  /**
   * Statuses it may refuse with, beside those that any operation may answer: 401 (but where it is
   * public), 406, 500 and 503.
   */
  errors: readonly number[]
  /**
   * What is refused after all checks and before a target that is missed last: by who asks, by what
   * no schema says of the body, or by something else that must be there.
   */
  refuse?(
    input: Omit<
      Input<Env, ParamsOf<Path>, ShapeType<Query>, BodyType<Body>, T, Mode>,
      'target' | 'reload'
    >,
  ): Promise<void> | void
  handle(
    input: Input<Env, ParamsOf<Path>, ShapeType<Query>, BodyType<Body>, T, Mode>,
  ): Promise<unknown> | unknown
}

/** A declaration as the registry holds it: defaults filled in, types erased. */
export interface Operation {
  readonly id: string
  readonly method: Method
  readonly path: string
  readonly action: string | undefined
  readonly actionAliases: readonly string[]
  readonly summary: string
  readonly versions: VersionRange
  readonly mount: 'versioned' | 'unscoped' | 'root'
  readonly mounts: readonly string[] | undefined
  readonly policy: Policy
  readonly judgedOn: ((asked: Asked) => Record<string, unknown>) | undefined
  readonly authorize:
    | ((asked: Asked, attributes: Record<string, unknown> | undefined) => void)
    | undefined
  readonly target: Target<unknown> | undefined
  readonly lock: Lock | undefined
  readonly checks: readonly Check[] | undefined
  readonly transaction: TransactionMode
  readonly signsIn: boolean
  readonly query: Shape | undefined
  /** The shape of a body that is JSON or a form. */
  readonly body: Shape | undefined
  readonly bodyOptional: boolean
  readonly ignoresBody: boolean
  /** Undefined where there is no body. */
  readonly bodyFormat: BodyFormat | undefined
  readonly success: number
  readonly response: Readonly<Record<number, Shape | null>>
  readonly errors: readonly number[]
  // oxlint-disable-next-line typescript/no-explicit-any -- the declaration checked these types
  readonly refuse: ((input: any) => Promise<void> | void) | undefined
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  handle(input: Input<any, any, any, any, any, any>): unknown
}

/**
 * The `operation()` of one service, its handlers knowing what that service is wired with:
 * `export const operation = operationFor<ComputeEnv>()`.
 */
export function operationFor<Env>() {
  return function operation<
    const Path extends string,
    Query extends Schema | undefined = undefined,
    Body extends DeclaredBody | undefined = undefined,
    T = undefined,
    Mode extends TransactionMode = 'write',
  >(declaration: Declaration<Env, Path, Query, Body, T, Mode>): Operation {
    const bodyFormat = toBodyFormat(declaration.body)
    const reads = declaration.method === 'GET' || declaration.method === 'HEAD'
    const transaction = declaration.transaction ?? (reads ? 'read' : 'write')
    return {
      id: declaration.id,
      method: declaration.method,
      path: declaration.path,
      action: declaration.action,
      actionAliases: declaration.actionAliases ?? [],
      summary: declaration.summary,
      versions: declaration.versions ? range(...declaration.versions) : ALL_VERSIONS,
      mount: declaration.mount ?? 'versioned',
      mounts: declaration.mounts,
      policy: declaration.policy,
      judgedOn: declaration.judgedOn as Operation['judgedOn'],
      authorize: declaration.authorize as Operation['authorize'],
      target: declaration.target,
      lock: lockOf(declaration, transaction),
      checks: declaration.checks,
      transaction,
      signsIn: declaration.signsIn ?? false,
      query: toShape(declaration.query),
      body: toShape(bodyFormat?.schema),
      bodyOptional: declaration.bodyOptional ?? false,
      ignoresBody: declaration.ignoresBody ?? false,
      bodyFormat,
      success: declaration.success ?? 200,
      response: Object.fromEntries(
        Object.entries(declaration.response).map(([status, schema]) => [
          status,
          toShape(schema) ?? null,
        ]),
      ),
      errors: declaration.errors,
      refuse: declaration.refuse as Operation['refuse'],
      handle: declaration.handle as Operation['handle'],
    }
  }
}

function lockOf(
  { target, lock }: { target?: { readonly lock: Lock }; lock?: Lock | 'none' },
  transaction: TransactionMode,
): Lock | undefined {
  if (lock === 'none' || transaction === 'read' || transaction === 'snapshot') return undefined
  return lock ?? target?.lock
}
