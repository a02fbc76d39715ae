/** Which operation a request means: by its version, its project and, for actions, its body. */
import type { IncomingHttpHeaders } from 'node:http'
import type { BodyFormat } from './body-format.ts'
import type { Token } from './context.ts'
import { badRequest, notFound, overLimit, unsupportedMediaType } from './faults.ts'
import type { Incoming, Progress } from './incoming.ts'
import { readPatch, type PatchOperation } from './json-patch.ts'
import { contains, negotiate, versionText, type Version } from './microversion.ts'
import type { Operation } from './operation.ts'
import { keepsExactNumbers, parseExactly } from './python.ts'
import { bodyLimitOf, type Route } from './registry.ts'
import type { Dialect, Mount, Service } from './service.ts'
import { isStorable, isTooDeep } from './storable.ts'

export function negotiateFor(
  service: Service,
  mount: Mount | undefined,
  headers: IncomingHttpHeaders,
  progress: Progress,
): Version {
  const { microversions, dialect } = service
  const offered = mount ?? microversions?.atRoot
  if (offered === undefined) return 0
  if (microversions === undefined || offered.min === offered.max) return offered.min
  const header = headers['openstack-api-version']
  const older = microversions.olderHeader && headers[microversions.olderHeader.request]
  const asked = negotiate(text(header), text(older), microversions, offered)
  if (asked.kind === 'malformed') throw dialect.microversionMalformed(asked.text)
  if (asked.kind === 'unsupported') {
    const { notEchoed = [] } = microversions
    if (notEchoed !== 'any' && !notEchoed.includes(asked.text)) {
      progress.version = refusedVersion(asked.text)
    }
    throw dialect.microversionUnsupported(
      asked.text,
      versionText(offered.min),
      versionText(offered.max),
    )
  }
  if (asked.kind === 'other-service') {
    const refusal = dialect.microversionOfOthers()
    if (refusal) throw refusal
    return (progress.version = offered.min)
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

export function refuseForeignProject(
  service: Service,
  inPath: string,
  token: Token | undefined,
): void {
  if (service.projectIdPattern?.test(inPath) === false) throw notFound()
  if (token !== undefined && token.projectId !== inPath) {
    throw service.dialect.projectMismatch(inPath, token.projectId)
  }
}

export interface Selection {
  readonly operation: Operation
  /** JSON, a form, a patch or a stream; undefined where the operation takes none. */
  readonly body: unknown
}

/** Which operation is meant, and its body; at once where there is no body, as in most requests. */
export function select(
  route: Route,
  version: Version,
  incoming: Incoming,
  progress: Progress,
): Selection | Promise<Selection> {
  if (route.actions !== undefined) return selectAction(route, route.actions, version, incoming)
  const operation = inForce(route.variants, version)
  progress.operation = operation
  if (operation.bodyFormat === undefined) {
    if (incoming.body.isSent && !operation.ignoresBody) refuseUnexpected(route.service)
    if (incoming.body.isAbsent) return { operation, body: undefined }
  }
  return selectionOf(operation, route.service, incoming)
}

/** @throws Fault where the service takes no body that it has no use for */
function refuseUnexpected({ dialect }: Service): void {
  const refusal = dialect.bodyUnexpected?.()
  if (refusal !== undefined) throw refusal
}

async function selectionOf(
  operation: Operation,
  service: Service,
  incoming: Incoming,
): Promise<Selection> {
  return { operation, body: await bodyOf(operation, service, incoming) }
}

async function selectAction(
  route: Route,
  actions: NonNullable<Route['actions']>,
  version: Version,
  incoming: Incoming,
): Promise<Selection> {
  const { service } = route
  const raw = await incoming.body.whole(route.bodyLimit)
  const body = parseJson(service, incoming, raw)
  if (body === undefined) {
    throw service.dialect.actionMissing?.(undefined) ?? service.dialect.bodyMalformed(incoming.url)
  }
  const key = actionKey(route, body, incoming)
  const versions = actions.get(key)
  if (versions === undefined) throw service.dialect.unknownAction(key)
  const operation = inForce(versions, version)
  if (raw!.length > bodyLimitOf(operation, service)) throw overLimit()
  return {
    operation,
    body: key === operation.action ? body : renamed(body, key, operation.action!),
  }
}

/** @throws Fault in the words of the service, where it cannot be read or is not what it should be */
async function bodyOf(
  operation: Operation,
  service: Service,
  incoming: Incoming,
): Promise<unknown> {
  const { body } = incoming
  const limit = bodyLimitOf(operation, service)
  const { bodyFormat } = operation
  if (bodyFormat?.kind !== 'bytes') body.refuseLonger(limit)
  if (bodyFormat?.deadline !== undefined) body.setDeadline(bodyFormat.deadline)
  switch (bodyFormat?.kind) {
    case undefined:
      return service.dialect.objectsOnly
        ? refuseOthers(service, incoming, await body.whole(limit))
        : body.discard(limit)
    case 'bytes':
      mediaTypeAmong(bodyFormat, service, incoming)
      return { length: body.length, [Symbol.asyncIterator]: () => body.chunks(limit) }
    case 'form':
      return parseForm(incoming, await body.whole(limit))
    case 'json-patch':
      return parsePatch(bodyFormat, service, incoming, await body.whole(limit))
    case 'json':
      return parseJson(service, incoming, await body.whole(limit))
  }
}

function inForce(variants: readonly Operation[], version: Version): Operation {
  const operation = variants.find((variant) => contains(variant.versions, version))
  if (operation === undefined) throw notFound()
  return operation
}

/**
 * An object (or list) of another length than one is malformed; anything else that is JSON names
 * no action at all. Rule: nova/api/openstack/wsgi.py (action_peek); dialects may say otherwise.
 */
function actionKey(route: Route, body: unknown, { url }: Incoming): string {
  if (typeof body !== 'object' || body === null) {
    throw route.service.dialect.actionMissing?.(body) ?? notFound()
  }
  const keys = Object.keys(body)
  if (keys.length !== 1) throw route.service.dialect.bodyMalformed(url)
  if (Array.isArray(body)) throw notFound()
  return keys[0]!
}

function renamed(body: unknown, from: string, to: string): unknown {
  const made = Object.fromEntries([[to, (body as Record<string, unknown>)[from]]])
  return keepsExactNumbers(body, made)
}

function mediaTypeOf({ headers }: Incoming): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
}

/** Names and texts; of a name that is given twice, the first text counts. */
function parseForm(incoming: Incoming, raw: Buffer | undefined): Record<string, string> {
  if (mediaTypeOf(incoming) !== 'application/x-www-form-urlencoded') return {}
  const form = new URLSearchParams(raw?.toString('utf8') ?? '')
  return Object.fromEntries([...form].reverse())
}

function parseJson({ dialect }: Service, incoming: Incoming, raw: Buffer | undefined): unknown {
  const mediaType = mediaTypeOf(incoming)
  const empty = raw === undefined || raw.length === 0
  if (dialect.mediaTypes !== 'any' && !dialect.mediaTypes.has(mediaType)) {
    if (empty && mediaType === '') return undefined
    throw dialect.mediaTypeRefused?.(mediaType, []) ?? unsupportedMediaType()
  }
  return empty ? undefined : valueOf(raw, dialect, incoming)
}

/** What nobody reads has to be an object of JSON all the same. */
function refuseOthers(service: Service, incoming: Incoming, raw: Buffer | undefined): undefined {
  if (raw !== undefined && raw.length > 0) parseJson(service, incoming, raw)
}

function parsePatch(
  format: BodyFormat,
  service: Service,
  incoming: Incoming,
  raw: Buffer | undefined,
): readonly PatchOperation[] {
  const draft = format.mediaTypes.get(mediaTypeAmong(format, service, incoming))!
  if (raw === undefined || raw.length === 0) throw service.dialect.bodyMissing()
  return readPatch(valueOf(raw, service.dialect, incoming), draft)
}

/** @throws Fault 415 where the media type is none that the format has */
function mediaTypeAmong(
  { mediaTypes }: BodyFormat,
  { dialect }: Service,
  incoming: Incoming,
): string {
  const mediaType = mediaTypeOf(incoming)
  if (mediaTypes.has(mediaType)) return mediaType
  throw dialect.mediaTypeRefused?.(mediaType, [...mediaTypes.keys()]) ?? unsupportedMediaType()
}

/** JSON that can be stored. */
function valueOf(raw: Buffer, dialect: Dialect, { url }: Incoming): unknown {
  const value = jsonIn(raw, dialect)
  if (value === undefined || isTooDeep(raw, value)) throw dialect.bodyMalformed(url)
  if (dialect.objectsOnly && (!isObject(value) || Array.isArray(value))) {
    throw dialect.bodyMalformed(url)
  }
  if (!isStorable(raw, value)) throw badRequest(NOT_STORABLE)
  return value
}

function jsonIn(raw: Buffer, { wholeFloatsAreIntegers }: Dialect): unknown {
  try {
    return parseExactly(UTF8.decode(raw), wholeFloatsAreIntegers)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

export const NOT_STORABLE = 'Text with a NUL character or half a surrogate pair cannot be stored.'

const UTF8 = new TextDecoder('utf-8', { fatal: true })
