import type { TSchema } from 'typebox'
import { pythonPattern } from '../pattern.ts'
import { repr } from '../python/repr.ts'
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
} from './assertions.ts'

/** Walks a schema and a value together, and finds each part of the value that fails. */

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
  /** Formats only describe: python-jsonschema checks none unless it is given a checker. */
  readonly formats?: 'ignored'
}

interface Walk extends ExplainOptions {
  /** The whole schema, which `$ref` points into. */
  readonly root: unknown
}

/** What is wrong with `value`, in the order in which python-jsonschema finds it. */
export function violationsIn(
  schema: TSchema,
  value: unknown,
  options: ExplainOptions,
): Iterable<Violation> {
  return found(schema, value, { ...options, root: schema })
}

function* found(schema: unknown, value: unknown, walk: Walk): Generator<Violation> {
  if (schema === false) {
    const message = `False schema does not allow ${repr(value)}`
    yield { path: [], instance: value, message, keyword: 'None', schema, schemaPath: [] }
    return
  }
  if (!isRecord(schema)) return
  for (const keyword of keywordsOf(schema)) yield* failing(keyword, schema, value, walk)
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

/** Keywords that leave no step in the way to a violation. */
const WITHOUT_STEP = new Set(['if', '$ref'])

function* failing(
  keyword: string,
  schema: Schema,
  value: unknown,
  walk: Walk,
): Generator<Violation> {
  if (keyword === 'format' && walk.formats === 'ignored') return
  const expected = schema[keyword]
  const complaint = assertions.get(keyword)?.(expected as never, value, schema)
  if (complaint !== undefined) yield violation(complaint, keyword, schema, value)
  for (const each of APPLICATORS.get(keyword)?.(expected as never, value, schema, walk) ?? []) {
    if (typeof each === 'string') {
      yield violation(each, keyword, schema, value)
      continue
    }
    if (!WITHOUT_STEP.has(keyword)) each.schemaPath.unshift(keyword)
    yield each
  }
}

function violation(
  complaint: Complaint,
  keyword: string,
  schema: Schema,
  instance: unknown,
): Violation {
  const words = typeof complaint === 'string' ? { message: complaint } : complaint
  return { path: [], instance, ...words, keyword, schema, schemaPath: [keyword] }
}

/** Looks into a part of the value; the steps lead there from the schema and from the value. */
function* descend(
  schema: unknown,
  value: unknown,
  walk: Walk,
  step: { schema?: string | number; value?: string | number },
): Generator<Violation> {
  for (const each of found(schema, value, walk)) {
    if (step.schema !== undefined) each.schemaPath.unshift(step.schema)
    if (step.value !== undefined) each.path.unshift(step.value)
    yield each
  }
}

/** A keyword that holds schemas finds messages of its own, or what the schemas inside find. */
type Found = Iterable<Violation | string>
type Applicator = (expected: never, value: unknown, schema: Schema, walk: Walk) => Found

function* properties(expected: Schema, value: unknown, _: Schema, walk: Walk): Found {
  if (!isRecord(value)) return
  for (const [name, schema] of Object.entries(expected)) {
    if (has(value, name)) yield* descend(schema, value[name], walk, { schema: name, value: name })
  }
}

function* patternProperties(expected: Schema, value: unknown, _: Schema, walk: Walk): Found {
  if (!isRecord(value)) return
  for (const [source, schema] of Object.entries(expected)) {
    const pattern = pythonPattern(source)
    for (const name of namesOf(value)) {
      if (!pattern.test(name)) continue
      yield* descend(schema, value[name], walk, { schema: source, value: name })
    }
  }
}

function* additionalProperties(
  expected: unknown,
  value: unknown,
  schema: Schema,
  walk: Walk,
): Found {
  if (expected === false) yield* one(noOthers(value, schema, walk.relaxed ?? false))
  if (!isRecord(expected) || !isRecord(value)) return
  for (const name of unexpectedNames(value, schema)) {
    yield* descend(expected, value[name], walk, { value: name })
  }
}

function* propertyNames(expected: unknown, value: unknown, _: Schema, walk: Walk): Found {
  if (!isRecord(value)) return
  for (const name of namesOf(value)) yield* descend(expected, name, walk, {})
}

/** One schema for every item, or (draft 4) a list of schemas for the first ones. */
function* items(expected: unknown, value: unknown, _: Schema, walk: Walk): Found {
  if (!Array.isArray(value)) return
  for (const [index, item] of value.entries()) {
    yield* Array.isArray(expected)
      ? descend(expected[index], item, walk, { schema: index, value: index })
      : descend(expected, item, walk, { value: index })
  }
}

function* allOf(expected: readonly unknown[], value: unknown, _: Schema, walk: Walk): Found {
  for (const [index, schema] of expected.entries()) {
    yield* descend(schema, value, walk, { schema: index })
  }
}

function* anyOf(expected: readonly unknown[], value: unknown, _: Schema, walk: Walk): Found {
  if (expected.some((schema) => fits(schema, value, walk))) return
  yield `${repr(value)} is not valid under any of the given schemas`
}

function* oneOf(expected: readonly unknown[], value: unknown, _: Schema, walk: Walk): Found {
  const fitting = expected.filter((schema) => fits(schema, value, walk))
  if (fitting.length === 1) return
  if (fitting.length === 0) yield `${repr(value)} is not valid under any of the given schemas`
  else {
    // Python names the first one last.
    const listed = [...fitting.slice(1), fitting[0]].map(repr).join(', ')
    yield `${repr(value)} is valid under each of ${listed}`
  }
}

function* not(expected: unknown, value: unknown, _: Schema, walk: Walk): Found {
  if (!fits(expected, value, walk)) return
  yield `${repr(value)} should not be valid under ${repr(expected)}`
}

function* condition(expected: unknown, value: unknown, schema: Schema, walk: Walk): Found {
  const branch = fits(expected, value, walk) ? 'then' : 'else'
  if (schema[branch] !== undefined) yield* descend(schema[branch], value, walk, { schema: branch })
}

function* dependencyMap(expected: Schema, value: unknown, _: Schema, walk: Walk): Found {
  if (!isRecord(value)) return
  for (const [name, dependency] of Object.entries(expected)) {
    if (!has(value, name)) continue
    yield* Array.isArray(dependency)
      ? one(dependencies({ [name]: dependency }, value))
      : descend(dependency, value, walk, { schema: name })
  }
}

/** Within the whole schema alone: `#/definitions/name`. */
function reference(expected: string, value: unknown, _: Schema, walk: Walk): Found {
  const target = expected
    .split('/')
    .slice(1)
    .reduce<unknown>((at, step) => (at as Schema)[step], walk.root)
  return descend(target, value, walk, {})
}

function* one(message: string | undefined): Generator<string> {
  if (message !== undefined) yield message
}

function fits(schema: unknown, value: unknown, walk: Walk): boolean {
  return found(schema, value, walk).next().done === true
}

const APPLICATORS = new Map<string, Applicator>([
  ['$ref', reference],
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
