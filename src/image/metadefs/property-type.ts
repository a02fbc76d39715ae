/** The definition of a property, as it is stored and shown. */
import { Type as T } from 'typebox'
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { ExactNumber, repr, str } from '../../kernel/python.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { PROPERTY_SCHEMA } from './property-schema.ts'
import { refuseUnfit } from '../schemas/schema.ts'

type Sent = Readonly<Record<string, unknown>>

const TEXTS = T.Array(T.String())

/** In the order in which answers show them. */
const ATTRIBUTES = {
  name: T.String(),
  type: T.String(),
  title: T.String(),
  description: T.String(),
  operators: TEXTS,
  default: nullable(T.String()),
  readonly: T.Boolean(),
  minimum: T.Integer(),
  maximum: T.Integer(),
  enum: TEXTS,
  pattern: T.String(),
  minLength: T.Integer(),
  maxLength: T.Integer(),
  confidential: T.Boolean(),
  items: closed({ type: T.String(), enum: T.Optional(TEXTS) }),
  uniqueItems: T.Boolean(),
  minItems: T.Integer(),
  maxItems: T.Integer(),
  additionalItems: T.Boolean(),
}

type Attribute = keyof typeof ATTRIBUTES

const NAMES = Object.keys(ATTRIBUTES) as Attribute[]

export const PROPERTY_TYPE = T.Partial(closed(ATTRIBUTES))
export type PropertyType = Readonly<Record<string, unknown>>

/** Definitions by the names of the properties. */
export type PropertyTypes = Readonly<Record<string, PropertyType>>
export const PROPERTY_TYPES = T.Record(T.String(), PROPERTY_TYPE)

/**
 * What WSME makes of a definition that fits its schema: attributes in its own order, limits without
 * their fractions, a default that is a text.
 * Source: glance/api/v2/model/metadef_property_type.py; wsme/rest/json.py.
 * @throws 400 for what the model has no place for; the real service fails on that
 */
export function propertyType(sent: Sent): PropertyType {
  const unknown = Object.keys(sent).find((name) => !Object.hasOwn(ATTRIBUTES, name))
  if (unknown !== undefined) throw unknownAttribute(unknown)
  return Object.fromEntries(
    NAMES.filter((name) => Object.hasOwn(sent, name)).map((name) => [
      name,
      CONVERT[name](sent[name], name),
    ]),
  )
}

/** @throws 400 */
export function propertyTypes(sent: Readonly<Record<string, Sent>>): PropertyTypes {
  return Object.fromEntries(
    Object.entries(sent).map(([name, definition]) => {
      refuseUnfit(PROPERTY_SCHEMA, { name, type: 'string', title: '' })
      return [name, propertyType(definition)]
    }),
  )
}

/** As they are called where a resource type has a prefix for them. */
export function prefixed<V>(types: Readonly<Record<string, V>>, prefix: string): Record<string, V> {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [prefix + name, type]))
}

/** @throws 400 in the words of WSME, where an attribute is none that the model has */
export function unknownAttribute(name: string): Fault {
  return badRequest(`Unknown attribute:\n${name}`)
}

type Convert = (value: unknown, name: string) => unknown

function invalid(name: string, value: unknown): Fault {
  return badRequest(`Invalid input for field/attribute ${name}. Value: ${repr(str(value))}.`)
}

const asIs: Convert = (value) => value

function texts(value: unknown, name: string): unknown {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw invalid(name, value)
}

function integer(value: unknown, name: string): number {
  const whole = Math.trunc(value instanceof ExactNumber ? value.value : (value as number))
  if (!Number.isSafeInteger(whole)) throw invalid(name, value)
  return whole
}

function flag(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw invalid(name, value)
  return value
}

/** Numbers and booleans as Python writes them; what is neither nor a text is no default. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'object' && !(value instanceof ExactNumber) ? null : str(value)
}

function itemType(value: unknown): unknown {
  const sent = value as Sent
  const unknown = Object.keys(sent).find((name) => name !== 'type' && name !== 'enum')
  if (unknown !== undefined) throw unknownAttribute(`items.${unknown}`)
  if (typeof sent['type'] !== 'string') throw invalid('type', sent['type'] ?? null)
  const { type, enum: choices } = sent
  return { type, ...(choices !== undefined && { enum: texts(choices, 'enum') }) }
}

const CONVERT: Readonly<Record<Attribute, Convert>> = {
  name: asIs,
  type: asIs,
  title: asIs,
  description: asIs,
  operators: texts,
  default: textOrNull,
  readonly: flag,
  minimum: integer,
  maximum: integer,
  enum: texts,
  pattern: asIs,
  minLength: integer,
  maxLength: integer,
  confidential: flag,
  items: itemType,
  uniqueItems: flag,
  minItems: integer,
  maxItems: integer,
  additionalItems: flag,
}
