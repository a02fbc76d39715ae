/** What a service says of itself: the seam between the kernel and identity, compute, … */
import type { IncomingHttpHeaders } from 'node:http'
import type { TSchema } from 'typebox'
import type { RequestContext } from './context.ts'
import type { CorsRules } from './cors.ts'
import type { Fault } from './faults.ts'
import type { Microversions, Version } from './microversion.ts'
import type { Check, Operation, Reply } from './operation.ts'
import type { DeprecatedRule, PolicyRule } from './policy.ts'
import type { Repeated } from './query.ts'

/** One prefix under which a service's operations hang. */
export interface Mount {
  /** As in the version document, e.g. `v2.1`, `v3`. */
  readonly id: string
  /** E.g. `/v2.1`. */
  readonly prefix: string
  /** Versions on offer. Equal ends mean: no microversions, headers ignored. */
  readonly min: Version
  readonly max: Version
  /** May the project id stand between prefix and path? */
  readonly projectInPath: 'optional' | 'required' | 'never'
  /** Nova's `/v2`: unknown properties are dropped instead of refused. */
  readonly relaxed?: boolean
}

/** What a refusal is worded by, beside the fault. */
export interface RefusedRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly requestId: string
  /** The microversion, as soon as it is known. */
  readonly version: Version | undefined
}

/** How a service words and shapes what the kernel says on its behalf. */
export interface Dialect {
  /**
   * The body of a refusal, which is all ASCII where it is text, and its type. The headers common to
   * all answers are the kernel's.
   */
  fault(fault: Fault, asked: RefusedRequest): { body: string | Buffer; contentType: string }
  /** The Content-Type of an answer without a body; it then has a length too, whatever its status. */
  readonly emptyType?: string
  /** Headers on every answer beside the request ids, e.g. keystone's `Vary: X-Auth-Token`. */
  readonly headers?: readonly (readonly [string, string])[]
  /**
   * The text of a JSON answer, all ASCII: what is beyond is escaped, as in the real services.
   * @param url path and query as sent
   */
  json(value: unknown, url: string): string
  /**
   * Why the body (or the query) does not fit its schema; the kernel throws the result.
   * `relaxed` is that of the mount, whose wording may differ; so may that of the operation.
   */
  invalid(
    schema: TSchema,
    value: unknown,
    where: 'body' | 'query',
    relaxed: boolean,
    operation: Pick<Operation, 'checks'>,
  ): Fault
  /** What is said when the policy does not allow it; undefined leaves it to `PolicyRefusal`. */
  readonly policyRefused?: (rule: string) => string | undefined
  projectMismatch(inPath: string, inToken: string | undefined): Fault
  unknownAction(action: string): Fault
  /**
   * Where the body of an action is no object, or undefined: there is none. Without it the first is
   * not found, and the other malformed.
   */
  actionMissing?(body: unknown): Fault
  microversionMalformed(text: string): Fault
  microversionUnsupported(text: string, min: string, max: string): Fault
  /**
   * The version header is there, but names only other services. Undefined means that it is
   * ignored and the minimum is meant.
   */
  microversionOfOthers(): Fault | undefined
  /** Which one of a repeated query parameter counts, where an operation does not refuse it. */
  readonly repeated: Repeated
  /** Media types of a body that are JSON; `''` is a missing or empty Content-Type. */
  readonly mediaTypes: ReadonlySet<string> | 'any'
  /**
   * A body of another media type; undefined means a plain 415.
   * @param mediaType in lower case, `''` where there is none
   * @param expected what the operation takes; empty where it takes JSON
   */
  mediaTypeRefused?(mediaType: string, expected: readonly string[]): Fault
  /** A body that is missing where the operation needs one. */
  bodyMissing(): Fault
  /** The service reads a missing body as `{}`, and says what that lacks. */
  readonly missingIsEmpty?: boolean
  /** @param url path and query as sent */
  bodyMalformed(url: string): Fault
  /** A body that comes with an operation that takes none; it is passed over where left out. */
  bodyUnexpected?(): Fault
  /** JSON that is no object is malformed, where an operation takes no body too. */
  readonly objectsOnly?: boolean
  /** Whether schemas take `1.0` for an integer, as they do since draft 6; they do unless told. */
  readonly wholeFloatsAreIntegers?: boolean
  /** A path that has other methods, which `Allow` names; HTTP's own words where left out. */
  methodNotAllowed?(allowed: readonly string[], asked: { method: string; path: string }): Fault
  /** What is said of a request for several ranges of bytes; HTTP's own words where left out. */
  readonly severalRanges?: string
}

/** An entry of the catalogue that a new cloud offers for a service. */
export interface CatalogEntry {
  /** The type that clients look for: that of the service, or another, such as `volumev2`. */
  readonly type: string
  readonly name: string
  /** What follows the address of the service; `$(project_id)s` stands for the caller's project. */
  readonly path: string
  /** Operators may leave it out. */
  readonly optional?: true
}

export interface OfferedEntry extends CatalogEntry {
  /** The type of the service that answers there. */
  readonly service: string
}

/** Types of CADF's taxonomy (DMTF DSP0262). */
export interface CadfTypes {
  /** Of the service as the one who records: `service/storage/block`. */
  readonly observer: string
  /** Of a resource, by the first part of an operation's id; `<observer>/<resource>` unless told. */
  kindOf?(resource: string): string
}

export interface Service<Env = unknown, Type extends string = string> {
  /** The official service type, which names the folder too: `identity`, `compute`, `block-storage`. */
  readonly type: Type
  /** As people say it: `Block Storage`. */
  readonly title: string
  /** The project's name, used for logs: `keystone`. */
  readonly project: string
  readonly description: string
  readonly defaultPort: number
  /** Prefix on a shared port: `/identity`. */
  readonly sharedPath: string
  readonly mounts: readonly Mount[]
  readonly catalog: readonly CatalogEntry[]
  readonly microversions?: Microversions
  readonly dialect: Dialect
  /** How audit records call it and what it keeps; `service/<type>` unless told. */
  readonly cadf?: CadfTypes
  /** The order of checks, where an operation does not say otherwise. */
  readonly checks: readonly Check[]
  /** `context_is_admin` of this service. */
  readonly adminRule?: PolicyRule
  /**
   * A service that calls for a user proves it by a token of its own in `X-Service-Token`, as
   * keystonemiddleware has it: one that is not valid is refused, and beside one with the role
   * `service` the user's token may have expired not long ago.
   */
  readonly takesServiceTokens?: true
  /** Rules that no operation names but handlers and other rules use. */
  readonly rules: readonly PolicyRule[]
  /** By the name of a rule: what it was before its default last changed upstream. */
  readonly deprecatedRules?: ReadonlyMap<string, DeprecatedRule>
  readonly operations: readonly Operation[]
  /** HEAD works wherever GET does (identity). */
  readonly headFollowsGet?: boolean
  /** What is at the root of the service, outside of every mount, answers any method as it does GET. */
  readonly anyMethodAtRoot?: true
  /** Who asks for the prefix of a mount itself is sent to it with a slash at its end. */
  readonly mountsEndInSlash?: true
  /**
   * Keystone answers with and without trailing slashes, however many, and sends whoever doubles a
   * slash within a path to the right address. Elsewhere doubled slashes count as one. Where one is
   * `optional`, it means nothing behind a path that is not declared with it.
   */
  readonly trailingSlash?: 'ignored' | 'optional'
  /**
   * Paths may end in `.json`, which changes nothing (Cinder's routes have a format at their end).
   * It belongs to the value of the parameters named in `kept`.
   */
  readonly jsonPaths?: { readonly kept: readonly string[] }
  /**
   * The path that is meant where others mean the same: Glance takes `/v2.5/images` and, by its
   * Accept header, `/images` for `/v2/images`.
   */
  meantBy?(path: string, headers: IncomingHttpHeaders): string
  /**
   * The id that is meant where a PUT or a DELETE names the collection alone, as Python's None is in
   * Neutron: of a path that ends in `{id}`.
   */
  readonly idLeftOut?: string
  /**
   * What is refused once the caller is known, and before anything else is looked at.
   * @param path of the route, `/v2.0/networks/{id}`
   */
  refuse?(path: string, headers: IncomingHttpHeaders): Fault | undefined
  /**
   * What headers say beside the body, looked at once that is read and before anything is found.
   * @throws Fault
   */
  checkHeaders?(operation: Operation, ctx: RequestContext): void
  /** A token is asked for before a path below a mount is looked for: strangers learn of none. */
  readonly guardsUnknownPaths?: true
  /** The form of project ids in paths; a segment of another form is no project id. */
  readonly projectIdPattern?: RegExp
  /** An answer for paths outside of every mount, e.g. nova's list of choices. @throws Fault */
  elsewhere?(request: { base: string; path: string; env: Env }): Reply | undefined
  /** What pages of other origins may do, where the operator lets them in; `ANY_METHOD` unless told. */
  readonly cors?: CorsRules
  /** Largest body, in bytes, where an operation does not say otherwise. */
  readonly bodyLimit: number
  /** Made by the `wire` of the service's module; the declarations alone have none. */
  readonly env?: Env
}

/** A service refuses to start with the data or the configuration that it found; says why. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
