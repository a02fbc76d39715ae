/**
 * JSON schemas that resources have in common, with their keywords in upstream's order, since refusals
 * show them. Source: placement/schemas/.
 */
import { Type as T, type TSchema, type TUnsafe } from 'typebox'

export const UUID_KEY = '^[0-9a-fA-F-]{36}$'
export const CLASS_NAME = '^[A-Z0-9_]+$'
export const CUSTOM_NAME = '^CUSTOM_[A-Z0-9_]+$'

export const UUID = T.Unsafe<string>({ type: 'string', format: 'uuid' })
export const INTEGER = T.Unsafe<number>({ type: 'integer' })
export const TEXT = T.Unsafe<string>({ type: 'string' })

/** An object of these properties and no others, of which some must be there. */
export function object<Value>(
  properties: Readonly<Record<string, TSchema>>,
  required: readonly string[] = [],
): TUnsafe<Value> {
  return T.Unsafe<Value>({
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  })
}
