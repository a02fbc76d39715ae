import type { TSchema } from 'typebox'
import { pythonPattern } from './pattern.ts'
import { repr } from './python/repr.ts'
import {
  assertions,
  type Complaint,
  dependencies,
  has,
  isRecord,
  namesOf,
  noOthers,
  type Schema,
  unexpectedNames,
} from './wording/assertions.ts'

/**
 * What is wrong with a value, in the words and the order of python-jsonschema 4.10.3, which the
 * real services answer with: the keywords of a schema one after the other as they are written,
 * properties in the order of the schema, items and odd names in the order of the body, and the
 * first error wins. One liberty: `required` comes after `properties`, as in nearly every schema
 * upstream, because TypeBox writes it before.
 */

export interface Violation {
  /** Where in the value, from its top. */
  readonly path: (string | number)[]
  /** The part of the value that fails. */
  readonly instance: unknown
  /** E.g. `1 is not of type 'string', 'null'`. */
  readonly message: string
  /** A format's own words, which stand alone in the fault. */
  readonly reason?: string
  /** The keyword that failed, the schema that holds it, and where that lies in the whole. */
  readonly keyword: string
  readonly schema: unknown
  readonly schemaPath: (string | number)[]
}

export interface ExplainOptions {
  /** The words of nova's `/v2`, which drops what it does not know. */
  readonly relaxed?: boolean
}

/** The first thing wrong with `value`, or undefined when it fits. */
export function explain(
  schema: TSchema,
  value: unknown,
  options: ExplainOptions = {},
): Violation | undefined {
  return firstIn(schema, value, options)
}

function firstIn(schema: unknown, value: unknown, options: ExplainOptions): Violation | undefined {
  if (schema === false) {
    const message = `False schema does not allow ${repr(value)}`
    return { path: [], instance: value, message, keyword: 'None', schema, schemaPath: [] }
  }
  if (!isRecord(schema)) return undefined
  for (const keyword of keywordsOf(schema)) {
    const found = checkKeyword(keyword, schema, value, options)
    if (found !== undefined) return found
  }
  return undefined
}

function keywordsOf(schema: Schema): string[] {
  const keywords = Object.keys(schema)
  const properties = Math.max(keywords.indexOf('properties'), keywords.indexOf('patternProperties'))
  const required = keywords.indexOf('required')
  if (required === -1 || required > properties) return keywords
  keywords.splice(properties + 1, 0, 'required')
  keywords.splice(required, 1)
  return keywords
}

function checkKeyword(
  keyword: string,
  schema: Schema,
  value: unknown,
  options: ExplainOptions,
): Violation | undefined {
  const expected = schema[keyword]
  const assertion = assertions.get(keyword)
  if (assertion !== undefined) {
    return violation(assertion(expected as never, value, schema), keyword, schema, value)
  }
  const applicator = APPLICATORS.get(keyword)
  const found = applicator?.(expected as never, value, schema, options)
  if (found === undefined) return undefined
  if (typeof found === 'string') return violation(found, keyword, schema, value)
  found.schemaPath.unshift(keyword)
  return found
}

function violation(
  complaint: Complaint | undefined,
  keyword: string,
  schema: Schema,
  instance: unknown,
): Violation | undefined {
  if (complaint === undefined) return undefined
  const words = typeof complaint === 'string' ? { message: complaint } : complaint
  return { path: [], instance, ...words, keyword, schema, schemaPath: [keyword] }
}

/** Looks into a part of the value; the steps lead there from the schema and from the value. */
function descend(
  schema: unknown,
  value: unknown,
  options: ExplainOptions,
  step: { schema?: string | number; value?: string | number },
): Violation | undefined {
  const found = firstIn(schema, value, options)
  if (found === undefined) return undefined
  if (step.schema !== undefined) found.schemaPath.unshift(step.schema)
  if (step.value !== undefined) found.path.unshift(step.value)
  return found
}

/** A keyword that holds schemas: a message of its own, or what a schema inside found. */
type Applicator = (
  expected: never,
  value: unknown,
  schema: Schema,
  options: ExplainOptions,
) => Violation | string | undefined

function properties(
  expected: Schema,
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): Violation | undefined {
  if (!isRecord(value)) return undefined
  for (const [name, schema] of Object.entries(expected)) {
    if (!has(value, name)) continue
    const found = descend(schema, value[name], options, { schema: name, value: name })
    if (found !== undefined) return found
  }
  return undefined
}

function patternProperties(
  expected: Schema,
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): Violation | undefined {
  if (!isRecord(value)) return undefined
  for (const [source, schema] of Object.entries(expected)) {
    const pattern = pythonPattern(source)
    for (const name of namesOf(value)) {
      if (!pattern.test(name)) continue
      const found = descend(schema, value[name], options, { schema: source, value: name })
      if (found !== undefined) return found
    }
  }
  return undefined
}

function additionalProperties(
  expected: unknown,
  value: unknown,
  schema: Schema,
  options: ExplainOptions,
): Violation | string | undefined {
  if (expected === false) return noOthers(value, schema, options.relaxed ?? false)
  if (!isRecord(expected) || !isRecord(value)) return undefined
  for (const name of unexpectedNames(value, schema)) {
    const found = descend(expected, value[name], options, { value: name })
    if (found !== undefined) return found
  }
  return undefined
}

function propertyNames(
  expected: unknown,
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): Violation | undefined {
  if (!isRecord(value)) return undefined
  for (const name of namesOf(value)) {
    const found = descend(expected, name, options, {})
    if (found !== undefined) return found
  }
  return undefined
}

/** One schema for every item, or (draft 4) a list of schemas for the first ones. */
function items(
  expected: unknown,
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): Violation | undefined {
  if (!Array.isArray(value)) return undefined
  for (const [index, item] of value.entries()) {
    const found = Array.isArray(expected)
      ? descend(expected[index], item, options, { schema: index, value: index })
      : descend(expected, item, options, { value: index })
    if (found !== undefined) return found
  }
  return undefined
}

function allOf(
  expected: readonly unknown[],
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): Violation | undefined {
  for (const [index, schema] of expected.entries()) {
    const found = descend(schema, value, options, { schema: index })
    if (found !== undefined) return found
  }
  return undefined
}

function anyOf(
  expected: readonly unknown[],
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): string | undefined {
  if (expected.some((schema) => fits(schema, value, options))) return undefined
  return `${repr(value)} is not valid under any of the given schemas`
}

function oneOf(
  expected: readonly unknown[],
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): string | undefined {
  const fitting = expected.filter((schema) => fits(schema, value, options))
  if (fitting.length === 1) return undefined
  if (fitting.length === 0) return `${repr(value)} is not valid under any of the given schemas`
  // Python names the first one last.
  const listed = [...fitting.slice(1), fitting[0]].map(repr).join(', ')
  return `${repr(value)} is valid under each of ${listed}`
}

function not(
  expected: unknown,
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): string | undefined {
  if (!fits(expected, value, options)) return undefined
  return `${repr(value)} should not be valid under ${repr(expected)}`
}

function condition(
  expected: unknown,
  value: unknown,
  schema: Schema,
  options: ExplainOptions,
): Violation | undefined {
  const branch = fits(expected, value, options) ? 'then' : 'else'
  if (schema[branch] === undefined) return undefined
  return descend(schema[branch], value, options, { schema: branch })
}

function dependencyMap(
  expected: Schema,
  value: unknown,
  _: Schema,
  options: ExplainOptions,
): Violation | string | undefined {
  if (!isRecord(value)) return undefined
  for (const [name, dependency] of Object.entries(expected)) {
    if (!has(value, name)) continue
    const found = Array.isArray(dependency)
      ? dependencies({ [name]: dependency }, value)
      : descend(dependency, value, options, { schema: name })
    if (found !== undefined) return found
  }
  return undefined
}

function fits(schema: unknown, value: unknown, options: ExplainOptions): boolean {
  return firstIn(schema, value, options) === undefined
}

const APPLICATORS = new Map<string, Applicator>([
  ['properties', properties],
  ['patternProperties', patternProperties],
  ['additionalProperties', additionalProperties],
  ['propertyNames', propertyNames],
  ['items', items],
  ['allOf', allOf],
  ['anyOf', anyOf],
  ['oneOf', oneOf],
  ['not', not],
  ['if', condition],
  ['dependencies', dependencyMap],
  ['dependentSchemas', dependencyMap],
])
