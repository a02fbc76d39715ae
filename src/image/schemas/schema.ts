/**
 * Schemas as Glance has them: they are shown by `/v2/schemas/…`, bodies are checked against them, and
 * refusals quote them, so that the order of their keys is part of the API.
 * Source: openstack/glance glance/schema.py.
 */
import { badRequest, forbidden, type Fault } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'
import { explainBest, inFull } from '../../kernel/wording.ts'

type Properties = Readonly<Record<string, unknown>>

export interface GlanceSchema {
  readonly name: string
  readonly properties: Properties
  readonly additionalProperties?: unknown
  readonly definitions?: Properties
  readonly required?: readonly string[]
  readonly links?: readonly object[]
}

export interface SchemaParts {
  /** What attributes beside `properties` may be; none are allowed where it is left out. */
  readonly others?: object
  readonly definitions?: Properties
  readonly required?: readonly string[]
  readonly links?: readonly object[]
}

/** The schema of one resource. */
export function glanceSchema(
  name: string,
  properties: Properties,
  { others, definitions, required, links }: SchemaParts = {},
): GlanceSchema {
  return {
    name,
    properties,
    additionalProperties: others ?? false,
    ...(definitions && { definitions }),
    ...(required && { required }),
    ...(links && { links }),
  }
}

const PAGE_PROPERTIES = {
  first: { type: 'string' },
  next: { type: 'string' },
  schema: { type: 'string' },
}

const PAGE_LINKS = [
  { rel: 'first', href: '{first}' },
  { rel: 'next', href: '{next}' },
  { rel: 'describedby', href: '{schema}' },
]

/** The schema of a list of such resources; their definitions move to its top. */
export function collectionSchema(name: string, item: GlanceSchema): GlanceSchema {
  return paged(name, item, (items) => ({ type: 'array', items }))
}

/** The schema of such resources by name. */
export function mapSchema(name: string, item: GlanceSchema): GlanceSchema {
  return paged(name, item, (additionalProperties) => ({ type: 'object', additionalProperties }))
}

function paged(
  name: string,
  { definitions, ...item }: GlanceSchema,
  holding: (item: object) => object,
): GlanceSchema {
  return {
    name,
    properties: { [name]: holding(item), ...PAGE_PROPERTIES },
    links: PAGE_LINKS,
    ...(definitions && { definitions }),
  }
}

/** @throws 400 where the body does not fit, with all that jsonschema says of it */
export function refuseUnfit(schema: GlanceSchema, body: unknown): void {
  const violation = explainBest(schema, body, { formats: 'ignored' })
  if (violation !== undefined) throw unfit(schema, inFull(violation))
}

function unfit({ name }: GlanceSchema, reason: string): Fault {
  return badRequest(`Provided object does not match schema '${name}': ${reason}`)
}

/** @throws 403 where the body sets what only the service sets */
export function refuseReadOnly(body: object, names: readonly string[]): void {
  const name = names.find((each) => Object.hasOwn(body, each))
  if (name !== undefined) throw forbidden(`Attribute '${name}' is read-only.`)
}

/**
 * A body that must be an object.
 * @param sent undefined where there is no body
 * @throws 400
 */
export function objectIn(schema: GlanceSchema, sent: unknown): Readonly<Record<string, unknown>> {
  if (sent === undefined) throw badRequest('Body expected in request.')
  if (Array.isArray(sent)) throw unfit(schema, `${repr(sent)} is not of type 'object'`)
  if (typeof sent !== 'object' || sent === null) {
    throw badRequest('Unexpected body type. Expected list/dict.')
  }
  return sent as Readonly<Record<string, unknown>>
}
