/** What the body of a request is: JSON unless a declaration says otherwise. */
import type { RequestContext } from './context.ts'
import type { PatchDraft, PatchOperation } from './json-patch.ts'
import type { Schema, ShapeType } from './shape.ts'

/** How much a body may be, and how long it may take. */
export interface BodyLimits {
  /** Bytes; the service's limit where left out, none where the body is a stream of bytes. */
  readonly limit?: number
  /**
   * Milliseconds from the request's head to the last byte of its body; `Infinity` for as long as
   * bytes come. The server's timeout for a whole request where left out.
   */
  readonly deadline?: number
}

/** A body as `T` in handlers. Made by `json`, `form`, `jsonPatch` and `bytes`. */
export interface BodyFormat<T = unknown> extends BodyLimits {
  readonly kind: 'json' | 'form' | 'json-patch' | 'bytes'
  /** What it is checked against, where it is JSON or a form. */
  readonly schema: Schema | undefined
  /** Checks and converts it instead of the schema, which then only describes it. @throws Fault */
  readonly read?: ((sent: unknown, ctx: RequestContext) => T) | undefined
  /** What its media type may be, and as which draft a patch is read then. */
  readonly mediaTypes: ReadonlyMap<string, PatchDraft | undefined>
  /** Only for inference; never set. */
  readonly type?: T
}

/** The body of a declaration: a schema is JSON. */
export type DeclaredBody = Schema | BodyFormat

export type BodyType<B> =
  B extends BodyFormat<infer T> ? T : B extends Schema ? ShapeType<B> : undefined

/** Bytes as they arrive, once and in order: a handler that reads slowly slows the client down. */
export interface ByteSource extends AsyncIterable<Buffer> {
  /** What the client said; undefined where the body comes in chunks. */
  readonly length: number | undefined
}

/** JSON with limits of its own. What its media type may be is the service's dialect. */
export function json<S extends Schema>(
  schema: S,
  limits: BodyLimits = {},
): BodyFormat<ShapeType<S>> {
  return { kind: 'json', schema, mediaTypes: new Map(), ...limits }
}

/**
 * JSON that is checked, converted and completed by `read`, where the real service does so in an order
 * and in words that no schema can give. `sent` is undefined where there is no body.
 */
export function readJson<B>(
  schema: Schema,
  read: (sent: unknown, ctx: RequestContext) => B,
): BodyFormat<B> {
  return { kind: 'json', schema, read, mediaTypes: new Map() }
}

/** No JSON but `application/x-www-form-urlencoded`; a body of another type is an empty form. */
export function form<S extends Schema>(
  schema: S,
  limits: BodyLimits = {},
): BodyFormat<ShapeType<S>> {
  return { kind: 'form', schema, mediaTypes: new Map(), ...limits }
}

/**
 * A JSON patch.
 * @param drafts by media type, in lower case: what each is written in
 * @param read checks the operations, where the service does so before it looks for the target
 */
export function jsonPatch<P extends readonly PatchOperation[]>(
  drafts: Readonly<Record<string, PatchDraft>>,
  limits: BodyLimits = {},
  read?: (sent: readonly PatchOperation[], ctx: RequestContext) => P,
): BodyFormat<P> {
  return {
    kind: 'json-patch',
    schema: undefined,
    read: read as BodyFormat<P>['read'],
    mediaTypes: new Map(Object.entries(drafts)),
    ...limits,
  }
}

/**
 * A stream of bytes. Token, policy and target are checked before the first of them is read, and no
 * transaction is open meanwhile: the operation says `transaction: 'none'`. One that says that it is longer
 * than the limit is refused then, another when it is read so far.
 * @param read adds what headers say of the bytes, and refuses what they say wrong
 */
export function bytes(limits?: BytesLimits): BodyFormat<ByteSource>
export function bytes<B>(
  limits: BytesLimits,
  read: (sent: ByteSource, ctx: RequestContext) => B,
): BodyFormat<B>
export function bytes(
  { mediaTypes = [OCTET_STREAM], ...limits }: BytesLimits = {},
  read?: (sent: ByteSource, ctx: RequestContext) => unknown,
): BodyFormat {
  return {
    kind: 'bytes',
    schema: undefined,
    read: read as BodyFormat['read'],
    mediaTypes: new Map(mediaTypes.map((type) => [type, undefined])),
    ...limits,
  }
}

type BytesLimits = BodyLimits & { readonly mediaTypes?: readonly string[] }

export const OCTET_STREAM = 'application/octet-stream'

/** A declaration's body with its format spelled out. */
export function toBodyFormat(body: DeclaredBody | undefined): BodyFormat | undefined {
  if (body === undefined) return undefined
  return 'kind' in body && 'mediaTypes' in body ? body : json(body)
}
