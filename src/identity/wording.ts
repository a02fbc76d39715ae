/** How Keystone words what is wrong with a body. */
import type { TSchema } from 'typebox'
import { pformat, repr } from '../kernel/python.ts'
import { violationOf } from '../kernel/validate.ts'

const PPRINT_WIDTH = 72

/**
 * Why keystone refuses a body that `validator` refused: the message, the schema that failed and
 * the value, laid out by Python's pprint.
 * Source: keystone/common/validation/validators.py; jsonschema/exceptions.py, `_Error.__str__`.
 */
export function keystoneMessage(schema: TSchema, value: unknown): string {
  const found = violationOf(schema, value)
  const schemaPlace = indexed('schema', found.schemaPath.slice(0, -1))
  const message = [
    found.message,
    `Failed validating ${repr(found.keyword)} in ${schemaPlace}:\n${indented(asWritten(found.schema))}`,
    `On ${indexed('instance', found.path)}:\n${indented(found.instance)}`,
  ].join('\n\n')
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

function indexed(container: string, path: readonly (string | number)[]): string {
  return container + path.map((step) => `[${repr(step)}]`).join('')
}

function indented(value: unknown): string {
  return pformat(value, PPRINT_WIDTH).replace(/^/gm, '    ')
}
