/**
 * Schemas as Glance has them: they are shown by `/v2/schemas/…`, bodies are checked against them, and
 * refusals quote them, so that the order of their keys is part of the API.
 * Source: openstack/glance glance/schema.py.
 */
import type { TSchema } from 'typebox'
import { badRequest, forbidden } from '../../kernel/faults.ts'
import { explainBest, inFull } from '../../kernel/wording.ts'

/** As schemas have it. */
export const UUID =
  '^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$'

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

/** What the schema calls show of members and tasks: neither what else they may have, nor pages. */
export function minimalSchema({ name, properties }: GlanceSchema): GlanceSchema {
  return { name, properties }
}

export function minimalCollectionSchema(name: string, item: GlanceSchema): GlanceSchema {
  const items = minimalSchema(item)
  return {
    name,
    properties: { [name]: { type: 'array', items }, schema: PAGE_PROPERTIES.schema },
    links: PAGE_LINKS.slice(-1),
  }
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

/**
 * The same for a document of the API: without a name, its definitions put in where they are referred
 * to.
 */
export function bodySchema({
  properties,
  required,
  additionalProperties,
  definitions,
}: GlanceSchema) {
  const schema = { type: 'object', properties, required, additionalProperties }
  return inlined(schema, definitions ?? {}) as TSchema
}

function inlined(part: unknown, definitions: Properties): unknown {
  if (Array.isArray(part)) return part.map((item) => inlined(item, definitions))
  if (typeof part !== 'object' || part === null) return part
  const { $ref } = part as { $ref?: string }
  if ($ref !== undefined) return inlined(definitions[$ref.split('/').at(-1)!], definitions)
  const entries = Object.entries(part).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name, inlined(value, definitions)]))
}

/** @throws 400 where the body does not fit, with all that jsonschema says of it */
export function refuseUnfit(schema: GlanceSchema, body: unknown): void {
  const violation = explainBest(schema, body, { formats: 'ignored' })
  if (violation === undefined) return
  throw badRequest(`Provided object does not match schema '${schema.name}': ${inFull(violation)}`)
}

/** @throws 403 where the body sets what only the service sets */
export function refuseReadOnly(body: object, names: readonly string[]): void {
  const name = names.find((each) => Object.hasOwn(body, each))
  if (name !== undefined) throw forbidden(`Attribute '${name}' is read-only.`)
}
