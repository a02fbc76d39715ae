/** How Keystone words what is wrong with a body. */
import type { TSchema } from 'typebox'
import { violationOf } from '../kernel/validate.ts'
import { inFull } from '../kernel/wording.ts'

/**
 * Why keystone refuses a body that `validator` refused.
 * Source: keystone/common/validation/validators.py.
 */
export function keystoneMessage(schema: TSchema, value: unknown): string {
  const found = violationOf(schema, value)
  const message = inFull({ ...found, schema: asWritten(found.schema) })
  if (found.path.length === 0) return message
  return `Invalid input for field '${found.path.join('/')}': ${message}`
}

/** As upstream writes schemas: what is required after the properties, where TypeBox has it before. */
function asWritten(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asWritten)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([name, part]) => [name, asWritten(part)] as const)
  const required = entries.findIndex(([name]) => name === 'required')
  const properties = entries.findIndex(([name]) => name === 'properties')
  if (required !== -1 && required < properties) {
    entries.splice(properties, 0, ...entries.splice(required, 1))
  }
  return Object.fromEntries(entries)
}
