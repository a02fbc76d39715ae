/** Which operation a request means: by its version, its project and, for actions, its body. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Token } from './context.ts'
import { badRequest, notFound, unsupportedMediaType } from './faults.ts'
import type { Incoming, Progress } from './incoming.ts'
import { contains, negotiate, versionText, type Version } from './microversion.ts'
import type { Operation } from './operation.ts'
import type { Route } from './registry.ts'
import type { Mount, Service } from './service.ts'
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
    if (microversions.notEchoed?.includes(asked.text) !== true) {
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

/** Which operation is meant, and the body as JSON (undefined where there is none). */
export function select(
  route: Route,
  version: Version,
  incoming: Incoming,
): { operation: Operation; body: unknown } {
  if (route.actions === undefined) {
    const operation = inForce(route.variants, version)
    if (operation.body === undefined) return { operation, body: undefined }
    const form = operation.bodyEncoding === 'form'
    return { operation, body: form ? parseForm(incoming) : parse(route, incoming) }
  }
  const body = parse(route, incoming)
  if (body === undefined) throw route.service.dialect.bodyMalformed()
  const key = actionKey(route, body)
  const versions = route.actions.get(key)
  if (versions === undefined) throw route.service.dialect.unknownAction(key)
  const operation = inForce(versions, version)
  return {
    operation,
    body: key === operation.action ? body : renamed(body, key, operation.action!),
  }
}

function inForce(variants: readonly Operation[], version: Version): Operation {
  const operation = variants.find((variant) => contains(variant.versions, version))
  if (operation === undefined) throw notFound()
  return operation
}

/**
 * An object (or list) of another length than one is malformed; anything else that is JSON names
 * no action at all. Rule: nova/api/openstack/wsgi.py (action_peek).
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

function mediaTypeOf({ headers }: Incoming): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
}

/** Names and texts; of a name that is given twice, the first text counts. */
function parseForm(incoming: Incoming): Record<string, string> {
  if (mediaTypeOf(incoming) !== 'application/x-www-form-urlencoded') return {}
  const form = new URLSearchParams(incoming.rawBody?.toString('utf8') ?? '')
  return Object.fromEntries([...form].reverse())
}

function parse(route: Route, incoming: Incoming): unknown {
  const { dialect } = route.service
  const { rawBody } = incoming
  const mediaType = mediaTypeOf(incoming)
  const empty = rawBody === undefined || rawBody.length === 0
  if (!dialect.mediaTypes.has(mediaType)) {
    if (empty && mediaType === '') return undefined
    throw dialect.mediaTypeRefused?.() ?? unsupportedMediaType()
  }
  if (empty) return undefined
  const value = parseJson(rawBody)
  if (value === undefined || isTooDeep(rawBody, value)) throw dialect.bodyMalformed()
  if (!isStorable(rawBody, value)) throw badRequest(NOT_STORABLE)
  return value
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(raw))
  } catch {
    return undefined
  }
}

export const NOT_STORABLE = 'Text with a NUL character or half a surrogate pair cannot be stored.'

const UTF8 = new TextDecoder('utf-8', { fatal: true })
