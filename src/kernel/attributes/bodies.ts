/**
 * Bodies that create and change resources, read by their table. The order of checks and the words
 * are upstream's: neutron/api/v2/base.py (prepare_request_body), neutron_lib/api/attributes.py.
 */
import type { RequestContext } from '../context.ts'
import { str } from '../python.ts'
import type { AnyAttribute } from './attribute.ts'
import { invalidRequest } from './refusals.ts'
import { OLD_OWNER, OWNER, type AttributeTable } from './table.ts'
import { isDict } from './types/structures.ts'

export type Values = Readonly<Record<string, unknown>>

/** What is created: one, or several at once (bulk creation). */
export interface Creation<Item = Values> {
  readonly items: readonly Item[]
  readonly isBulk: boolean
}

interface CreationOptions {
  /** Several may be created at once. */
  readonly bulk: boolean
}

/** @throws Fault 400 */
export function readCreation(
  table: AttributeTable,
  { bulk }: CreationOptions,
  sent: unknown,
  ctx: RequestContext,
): Creation {
  const body = bodyIn(sent)
  const { resource, collection } = table
  if (!Object.hasOwn(body, collection)) {
    return { items: [createdItem(table, body[resource], ctx)], isBulk: false }
  }
  if (!bulk) throw invalidRequest('Bulk operation not supported')
  const several = membersOf(body[collection])
  if (several.length === 0) throw invalidRequest('Resources required')
  const items = several.map((one) => {
    if (one === null || typeof one === 'number' || typeof one === 'boolean') throw invalidData()
    const isWrapped = isDict(one) && Object.hasOwn(one, resource)
    return createdItem(table, isWrapped ? one[resource] : one, ctx)
  })
  return { items, isBulk: true }
}

/** @throws Fault 400 */
export function readChanges(table: AttributeTable, sent: unknown, ctx: RequestContext): Values {
  const given = ownedBy(valuesIn(table, bodyIn(sent)[table.resource]), ctx)
  refuseUnknown(table, given)
  for (const [name, { put }] of table.attributes) {
    if (Object.hasOwn(given, name) && !put) {
      throw invalidRequest(`Cannot update read-only attribute ${name}`)
    }
  }
  return converted(table, given)
}

function invalidData(): Error {
  return invalidRequest('Body contains invalid data')
}

function bodyIn(sent: unknown): Values {
  if (!isDict(sent)) throw invalidData()
  if (Object.keys(sent).length === 0) throw invalidRequest('Resource body required')
  return sent
}

/** What Python goes through: items of a list, characters of a text, keys of a dictionary. */
function membersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...value]
  if (isDict(value)) return Object.keys(value)
  if (value === null || value === false || value === 0) return []
  throw invalidData()
}

function createdItem(table: AttributeTable, sent: unknown, ctx: RequestContext): Values {
  const given = ownedBy(valuesIn(table, sent), ctx)
  if (table.attributes.has(OWNER) && !Object.hasOwn(given, OWNER)) {
    given[OWNER] = given[OLD_OWNER] = ctx.projectId
  }
  refuseUnknown(table, given)
  return converted(table, completed(table, given))
}

function valuesIn({ resource }: AttributeTable, sent: unknown): Values {
  if (sent === undefined || sent === null) {
    throw invalidRequest(`Unable to find '${resource}' in request body`)
  }
  if (!isDict(sent)) throw invalidRequest(`Object '${resource}' contains invalid data`)
  return sent
}

/** What is given, with the owner under both names where it is under one. */
function ownedBy(sent: Values, ctx: RequestContext): Record<string, unknown> {
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
