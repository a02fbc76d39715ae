/** Bodies with numbers that no double holds: checked and given to handlers as they were sent. */
import type { TSchema } from 'typebox'
import { ExactNumber } from './python.ts'
import { explain } from './wording.ts'
import { validator } from './validate.ts'

/** What a schema is that was bounded, and its subschemas. */
type Schema = Readonly<Record<string, unknown>>

/**
 * Whether a value fits its schema. Ajv knows only plain numbers, so it is asked about the nearest
 * ones; what they leave out is asked of the words of refusals, which know all.
 */
export function fitsExactly(schema: TSchema, value: unknown): boolean {
  return validator(schema)(plain(value)) && explain(schema, value) === undefined
}

function plain(value: unknown): unknown {
  return mapped(value, (number) => number.value)
}

function mapped(value: unknown, change: (number: ExactNumber) => unknown): unknown {
  if (value instanceof ExactNumber) return change(value)
  if (Array.isArray(value)) return value.map((item) => mapped(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapped(item, change)]),
  )
}

const boundedSchemas = new WeakMap<TSchema, TSchema>()

/**
 * The same schema with limits for every integer that has none: what is larger would not come out
 * of a column as it was put in. A number that may have a fraction has the limits that it says, if any.
 */
export function bounded(schema: TSchema): TSchema {
  const known = boundedSchemas.get(schema)
  if (known !== undefined) return known
  const made = bound(schema) as TSchema
  boundedSchemas.set(schema, made)
  return made
}

/** Keywords that hold plain JSON, in which nothing is a schema. */
const PLAIN = new Set(['default', 'const', 'enum', 'examples', 'required', 'type'])

function bound(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bound)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([keyword, inner]) => [
    keyword,
    PLAIN.has(keyword) ? inner : bound(inner),
  ])
  const made = Object.fromEntries(entries) as Record<string, unknown>
  if (!takesNumbers(made) || isLimitedFraction(made)) return made
  made['minimum'] ??= Number.MIN_SAFE_INTEGER
  made['maximum'] ??= Number.MAX_SAFE_INTEGER
  return made
}

function isLimitedFraction({ type, minimum, maximum }: Schema): boolean {
  return type === 'number' && (minimum !== undefined || maximum !== undefined)
}

function takesNumbers({ type }: Schema): boolean {
  return ['integer', 'number'].some((name) => type === name || (type as string[])?.includes?.(name))
}

/** The value with plain numbers wherever the schema asks for numbers; what is free stays exact. */
export function settled(schemas: readonly unknown[], value: unknown): unknown {
  const all = schemas.flatMap(withBranches)
  if (value instanceof ExactNumber) {
    return all.some(takesNumbers) ? value.value : value
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const inner = all.map(({ items }) => (Array.isArray(items) ? items[index] : items))
      return settled(inner, item)
    })
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => {
    return [
      name,
      settled(
        all.map((schema) => schemaOf(schema, name)),
        item,
      ),
    ]
  })
  return Object.fromEntries(entries)
}

function schemaOf(schema: Schema, name: string): unknown {
  const { properties, patternProperties, additionalProperties } = schema
  if (Object.hasOwn(properties ?? {}, name)) return (properties as Schema)[name]
  const patterns = Object.values((patternProperties ?? {}) as Schema)
  return { anyOf: [...patterns, additionalProperties] }
}

function withBranches(schema: unknown): Schema[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = schema as Schema
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => own[keyword] ?? [])
  return [own, ...branches.flatMap(withBranches)]
}
