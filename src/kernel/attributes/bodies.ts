/**
 * Bodies that create and change resources, read by their table. The order of checks and the words
 * are upstream's: neutron/api/v2/base.py (prepare_request_body), neutron_lib/api/attributes.py.
 */
import type { RequestContext } from '../context.ts'
import { dumps, repr, str } from '../python.ts'
import type { AnyAttribute } from './attribute.ts'
import { badPart, invalidRequest } from './refusals.ts'
import { OLD_OWNER, OWNER, type AttributeTable } from './table.ts'
import { hasData, isDict } from './types/structures.ts'

export type Values = Readonly<Record<string, unknown>>

/** Who creates something, as far as that matters for whose it is. */
export interface Poster extends Pick<RequestContext, 'isAdmin' | 'projectId'> {
  readonly token: { readonly projectId: string | undefined }
}

/** What is created: one, or several at once (bulk creation). */
export interface Creation<Item = Values> {
  readonly items: readonly Item[]
  readonly isBulk: boolean
}

interface CreationOptions {
  /** Several may be created at once. */
  readonly bulk: boolean
}

/** What the core reads a missing body into, which it refuses once it has found what to change. */
export const NO_CHANGES: Values = Object.freeze({})

/** @throws Fault 400 */
export function readCreation(
  table: AttributeTable,
  { bulk }: CreationOptions,
  sent: unknown,
  ctx: Poster,
): Creation {
  const { resource, collection, isCore } = table
  if (isCore && sent === undefined) throw notIn(table)
  const body = bodyIn(sent, isCore)
  if (!hasSeveral(table, body)) {
    return { items: [createdItem(table, body[resource], ctx)], isBulk: false }
  }
  if (!bulk) throw invalidRequest('Bulk operation not supported')
  const items = severalIn(body[collection]).map((one) =>
    createdItem(table, unwrapped(one, resource), ctx),
  )
  return { items, isBulk: true }
}

/** @throws Fault 400 */
export function readChanges(
  table: AttributeTable,
  { bulk }: CreationOptions,
  sent: unknown,
  ctx: RequestContext,
): Values {
  const { isCore, resource, collection } = table
  if (sent === undefined && isCore) return NO_CHANGES
  // What is one value is no body to plug-ins, but lists and dictionaries are.
  const isValue = typeof sent !== 'object' || sent === null
  if (isValue && !isCore) throw badPart('body', `Invalid format: ${bytesOf(sent)}`)
  const body = bodyIn(sent, isCore)
  if (hasSeveral(table, body)) {
    if (isCore || !bulk) throw invalidRequest('Bulk operation not supported')
    // Each is looked at, and then the one is missed.
    for (const one of severalIn(body[collection])) changesIn(table, unwrapped(one, resource), ctx)
    throw notIn(table)
  }
  if (isCore && !Object.hasOwn(body, resource)) return NO_CHANGES
  return changesIn(table, body[resource], ctx)
}

/** As Python shows the bytes of a body. */
function bytesOf(sent: unknown): string {
  return `b${repr(sent === undefined ? '' : dumps(sent))}`
}

function changesIn(table: AttributeTable, sent: unknown, ctx: RequestContext): Values {
  const given = ownedBy(valuesIn(table, sent), ctx)
  refuseUnknown(table, given)
  for (const [name, { put }] of table.attributes) {
    if (Object.hasOwn(given, name) && !put) {
      throw invalidRequest(`Cannot update read-only attribute ${name}`)
    }
  }
  return converted(table, given)
}

/** The refusal of a body without the resource. */
export function notIn({ resource }: Pick<AttributeTable, 'resource'>): Error {
  return invalidRequest(`Unable to find '${resource}' in request body`)
}

function invalidData(): Error {
  return invalidRequest('Body contains invalid data')
}

/** @throws Fault 400 where there is a body, which a deletion may not have */
export function refuseBody({ headers }: RequestContext): void {
  const length = Number(headers['content-length'] ?? 0)
  if (length === 0 && headers['transfer-encoding'] === undefined) return
  throw invalidRequest('Request body is not supported in DELETE.')
}

function bodyIn(sent: unknown, isCore: boolean): Values {
  if (!isCore && !hasData(sent)) throw invalidRequest('Resource body required')
  if (!isDict(sent)) throw invalidData()
  return sent
}

/** By the key that upstream looks for, which is not that of every collection. */
function hasSeveral({ resource, collection }: AttributeTable, body: Values): boolean {
  return collection === `${resource}s` && Object.hasOwn(body, collection)
}

function severalIn(sent: unknown): readonly unknown[] {
  const several = membersOf(sent)
  if (several.length === 0) throw invalidRequest('Resources required')
  return several
}

/** What Python goes through: items of a list, characters of a text, keys of a dictionary. */
function membersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...value]
  if (isDict(value)) return Object.keys(value)
  if (value === null || value === false || value === 0) return []
  throw invalidData()
}

/** One of several may be as it is or under its name, `{ network: … }`. */
function unwrapped(one: unknown, resource: string): unknown {
  if (isDict(one)) return Object.hasOwn(one, resource) ? one[resource] : one
  const isPlain = one === null || typeof one === 'number' || typeof one === 'boolean'
  // What Python finds the name in, it takes for wrapped.
  const isNamed = (typeof one === 'string' || Array.isArray(one)) && one.includes(resource)
  if (isPlain || isNamed) throw invalidData()
  return one
}

function createdItem(table: AttributeTable, sent: unknown, ctx: Poster): Values {
  const given = ownedBy(valuesIn(table, sent), ctx)
  if (table.attributes.has(OWNER) && !Object.hasOwn(given, OWNER)) {
    given[OWNER] = given[OLD_OWNER] = ctx.projectId
  }
  refuseUnknown(table, given)
  return converted(table, completed(table, given))
}

function valuesIn(table: AttributeTable, sent: unknown): Values {
  if (sent === undefined || sent === null) throw notIn(table)
  if (!isDict(sent)) throw invalidRequest(`Object '${table.resource}' contains invalid data`)
  return sent
}

/** What is given, with the owner under both names where it is under one. */
function ownedBy(sent: Values, ctx: Poster): Record<string, unknown> {
  const given = { ...sent }
  const [hasOwner, hasOldOwner] = [Object.hasOwn(sent, OWNER), Object.hasOwn(sent, OLD_OWNER)]
  if (hasOldOwner && !hasOwner) given[OWNER] = given[OLD_OWNER]
  if (hasOwner && !hasOldOwner) given[OLD_OWNER] = given[OWNER]
  if (given[OWNER] !== given[OLD_OWNER]) {
    throw invalidRequest("'project_id' and 'tenant_id' do not match")
  }
  const isAnothers = (hasOwner || hasOldOwner) && given[OWNER] !== ctx.token.projectId
  if (isAnothers && !ctx.isAdmin) {
    throw invalidRequest(
      "Specifying 'project_id' other than the authenticated project in request is not allowed " +
        'for the current user.',
    )
  }
  return given
}

function refuseUnknown({ attributes }: AttributeTable, given: Values): void {
  const unknown = Object.keys(given).filter((name) => !attributes.has(name))
  if (unknown.length > 0) throw invalidRequest(`Unrecognized attribute(s) '${unknown.join(', ')}'`)
}

function completed({ attributes }: AttributeTable, given: Values): Values {
  const all = { ...given }
  for (const [name, { posting }] of attributes) {
    const isGiven = Object.hasOwn(given, name)
    if (posting === undefined) {
      if (isGiven) throw invalidRequest(`Attribute '${name}' not allowed in POST`)
    } else if (isGiven || posting === 'optional') continue
    else if (posting === 'required') {
      throw invalidRequest(`Failed to parse request. Required attribute '${name}' not specified`)
    } else all[name] = posting.default
  }
  return all
}

/** In the order of the table, the owner under its one name. */
function converted({ attributes }: AttributeTable, given: Values): Values {
  const values: Record<string, unknown> = {}
  for (const [name, attribute] of attributes) {
    if (Object.hasOwn(given, name)) values[name] = convertedValue(name, attribute, given[name])
  }
  delete values[OLD_OWNER]
  return values
}

function convertedValue(name: string, { type, converter }: AnyAttribute, sent: unknown): unknown {
  const value = converter === undefined ? sent : converter.convert(sent)
  const reason = type?.reason(value)
  if (reason !== undefined) throw invalidRequest(`Invalid input for ${name}. Reason: ${reason}.`)
  return type?.converted === undefined ? value : type.converted(value)
}

/** What a filter's text stands for. @throws Fault 400 */
export function filterValue({ type, converter }: AnyAttribute, text: string): unknown {
  const value = converter === undefined ? text : converter.convert(text)
  const normal = type?.normal
  return normal === undefined || typeof value !== 'string' ? value : normal(str(value))
}
