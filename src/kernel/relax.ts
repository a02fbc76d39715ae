import type { TSchema } from 'typebox'
import { ExactNumber } from './python.ts'

interface ObjectSchema {
  properties?: Record<string, TSchema>
  patternProperties?: Record<string, TSchema>
  additionalProperties?: unknown
  items?: TSchema
}

/**
 * A copy of `value` without the properties that `schema` does not know, as nova's `/v2` treats a
 * body. Where names follow a pattern nothing is dropped: there an odd name stays an error.
 * Rule: nova/api/validation/validators.py (_soft_validate_additional_properties).
 */
export function withoutUnknown(schema: TSchema, value: unknown): unknown {
  const { properties = {}, patternProperties, additionalProperties, items } = schema as ObjectSchema
  if (Array.isArray(value)) {
    return items === undefined ? value : value.map((item) => withoutUnknown(items, item))
  }
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value
  const drop = additionalProperties === false && patternProperties === undefined
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !drop || Object.hasOwn(properties, name))
      .map(([name, item]) => {
        const known = Object.hasOwn(properties, name) ? properties[name] : undefined
        return [name, known === undefined ? item : withoutUnknown(known, item)]
      }),
  )
}
