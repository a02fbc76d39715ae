import type { TSchema } from 'typebox'
import { pythonPattern } from './pattern.ts'

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 holds it. */
export type JsonSchema = Record<string, unknown>

/** Formats that tools know; the others are upstream's own names and go under `x-format`. */
const KNOWN_FORMATS = new Set([
  'binary',
  'date',
  'date-time',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'regex',
  'time',
  'uri',
  'uuid',
])

/**
 * Our schemas are written as upstream writes its own (`validate.ts`): patterns in Python's dialect,
 * formats by upstream's names. This is the same schema in words that every tool understands.
 */
export function publicSchema(schema: TSchema): JsonSchema {
  return convert(schema) as JsonSchema
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([keyword, inner]) => keywordOf(keyword, inner))
  return Object.fromEntries(entries)
}

/** Keywords whose members are named by us, not by JSON Schema. */
const NAMED = new Set(['properties', '$defs'])
/** Keywords that hold plain JSON: a member there may be called `pattern` and be none. */
const PLAIN = new Set(['default', 'const', 'enum', 'examples'])

function keywordOf(keyword: string, inner: unknown): [string, unknown][] {
  if (PLAIN.has(keyword)) return [[keyword, inner]]
  if (NAMED.has(keyword)) return [[keyword, members(inner, (name) => name)]]
  if (keyword === 'patternProperties') {
    return [[keyword, members(inner, (pattern) => pythonPattern(pattern).source)]]
  }
  if (keyword === 'pattern') return [[keyword, pythonPattern(String(inner)).source]]
  if (keyword === 'format' && !KNOWN_FORMATS.has(String(inner))) return [['x-format', inner]]
  if (keyword === 'items' && Array.isArray(inner)) return [['prefixItems', convert(inner)]]
  if (keyword === 'additionalItems') return [['items', convert(inner)]]
  return [[keyword, convert(inner)]]
}

function members(inner: unknown, rename: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inner as object).map(([name, schema]) => [rename(name), convert(schema)]),
  )
}
