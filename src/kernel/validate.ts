import { Ajv, type JSONType, type ValidateFunction } from 'ajv'
import type { TSchema } from 'typebox'
import { formats } from './formats.ts'
import { numberFromText } from './numbers.ts'
import { pythonPattern } from './pattern.ts'
import { pformat, repr, str } from './python.ts'
import { explain, type Violation } from './wording.ts'
import { areDistinct, same } from './wording/assertions.ts'

/**
 * Does a value fit its schema? Ajv decides, with validators compiled at first use; when it says
 * no, `wording.ts` finds the words the real service has for it.
 *
 * Schemas are JSON Schema as upstream writes it, built with TypeBox: patterns in Python's dialect
 * (`pattern.ts` translates them, the wording shows them as they are), formats by upstream's names
 * (`formats.ts`), keywords in upstream's order, which decides which of two errors is reported.
 * `minimum` and `maximum` also judge strings that hold a number.
 */

type Compile = (expected: never) => (value: unknown) => boolean

/**
 * Keywords that mean something else here than to Ajv: limits judge numbers in strings, formats are
 * upstream's and judge more than strings, and equality must stand objects that own a property
 * called `valueOf`, which make Ajv's throw.
 */
const OWN_KEYWORDS: readonly (readonly [string, JSONType | undefined, Compile])[] = [
  ['minimum', 'number', limit((value, expected) => value >= expected)],
  ['maximum', 'number', limit((value, expected) => value <= expected)],
  ['exclusiveMinimum', 'number', limit((value, expected) => value > expected)],
  ['exclusiveMaximum', 'number', limit((value, expected) => value < expected)],
  ['format', 'string', compileFormat],
  ['enum', 'array', compileEnum],
  ['const', undefined, (expected) => (value) => same(expected, value)],
  [
    'uniqueItems',
    'boolean',
    (wanted: boolean) => (value) => !wanted || !Array.isArray(value) || areDistinct(value),
  ],
]

function limit(holds: (value: number, expected: number) => boolean): Compile {
  return (expected: number) => (value) => {
    const number = numberFromText(value)
    return number === undefined || holds(number, expected)
  }
}

function compileEnum(allowed: readonly unknown[]): (value: unknown) => boolean {
  const scalars = new Set(allowed)
  return (value) => scalars.has(value) || allowed.some((each) => same(each, value))
}

const ajv = createAjv()
const validators = new WeakMap<TSchema, ValidateFunction>()

/** A function that tells whether a value fits. Compiled once per schema object, when first run. */
export function validator(schema: TSchema): (value: unknown) => boolean {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const compiled = ajv.compile(schema)
  validators.set(schema, compiled)
  return compiled
}

function createAjv(): Ajv {
  const instance = new Ajv({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allowMatchingProperties: true,
    // Our schemas are code under test: compiling the meta-schema would cost every start.
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    ownProperties: true,
    logger: false,
    code: { regExp: Object.assign(pythonPattern, { code: 'pythonPattern' }) },
  })
  for (const [keyword, schemaType, compile] of OWN_KEYWORDS) {
    instance.removeKeyword(keyword)
    instance.addKeyword({
      keyword,
      ...(schemaType === undefined ? {} : { schemaType }),
      compile: (expected: unknown) => compile(expected as never),
    })
  }
  // Keystone's schema of a user has it beside `properties`, where it means nothing but is shown.
  instance.addVocabulary(['options'])
  instance.addKeyword({
    keyword: 'dependentRequired',
    schemaType: 'object',
    macro: (dependencies: unknown) => ({ dependencies }),
  })
  return instance
}

function compileFormat(name: string): (value: unknown) => boolean {
  const check = formats.get(name)
  if (check === undefined) throw new Error(`The format '${name}' is not defined.`)
  return (value) => check(value) === true
}

/**
 * Why nova refuses a body or query that `validator` refused.
 * @param where a query names the parameter, the first step of the path; a body the last one.
 * @param relaxed under `/v2`, where odd names that no pattern allows have other words.
 * Source: nova/api/validation/validators.py, `_SchemaValidator.validate`.
 */
export function novaMessage(
  schema: TSchema,
  value: unknown,
  where: 'body' | 'query',
  relaxed = false,
): string {
  const found = violationOf(schema, value, relaxed)
  if (found.reason !== undefined) return found.reason
  if (found.path.length === 0) return found.message
  const [place, name] =
    where === 'body' ? ['field/attribute', found.path.at(-1)] : ['query parameters', found.path[0]]
  return `Invalid input for ${place} ${name}. Value: ${str(found.instance)}. ${found.message}`
}

/**
 * Why cinder refuses a body or query that `validator` refused; it words both alike.
 * Source: cinder/api/validation/validators.py, `_SchemaValidator.validate`.
 */
export function cinderMessage(schema: TSchema, value: unknown): string {
  return novaMessage(schema, value, 'body')
}

const PPRINT_WIDTH = 72

/**
 * Why keystone refuses a body that `validator` refused: the message, the schema that failed and
 * the value, laid out by Python's pprint.
 * Source: keystone/common/validation/validators.py; jsonschema/exceptions.py, `_Error.__str__`.
 */
export function keystoneMessage(schema: TSchema, value: unknown): string {
  const found = violationOf(schema, value, false)
  const schemaPlace = indexed('schema', found.schemaPath.slice(0, -1))
  const message = [
    found.message,
    `Failed validating ${repr(found.keyword)} in ${schemaPlace}:\n${indented(found.schema)}`,
    `On ${indexed('instance', found.path)}:\n${indented(found.instance)}`,
  ].join('\n\n')
  if (found.path.length === 0) return message
  return `Invalid input for field '${found.path.join('/')}': ${message}`
}

function indexed(container: string, path: readonly (string | number)[]): string {
  return container + path.map((step) => `[${repr(step)}]`).join('')
}

function indented(value: unknown): string {
  return pformat(value, PPRINT_WIDTH).replace(/^/gm, '    ')
}

/** Ajv's own words are the net below ours, for keywords that `wording.ts` does not know. */
function violationOf(schema: TSchema, value: unknown, relaxed: boolean): Violation {
  const found = explain(schema, value, { relaxed })
  if (found !== undefined) return found
  const validate = validator(schema) as ValidateFunction
  validate(value)
  const message = validate.errors?.[0]?.message ?? 'is not valid'
  return { path: [], instance: value, message, keyword: '', schema, schemaPath: [] }
}
