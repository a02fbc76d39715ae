import { Ajv, type JSONType, type ValidateFunction } from 'ajv'
import type { TSchema } from 'typebox'
import { formats } from './formats.ts'
import { numberFromText } from './numbers.ts'
import { pythonPattern } from './pattern.ts'
import { explain, type ExplainOptions, type Violation } from './wording.ts'
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
    // Tidying the code takes as long as making it, and V8 does it better.
    code: { optimize: false, regExp: Object.assign(pythonPattern, { code: 'pythonPattern' }) },
  })
  for (const [keyword, schemaType, compile] of OWN_KEYWORDS) {
    instance.removeKeyword(keyword)
    instance.addKeyword({
      keyword,
      ...(schemaType === undefined ? {} : { schemaType }),
      compile: (expected: unknown) => compile(expected as never),
    })
  }
  // A schema upstream has it beside `properties`, where it means nothing but is shown.
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
 * What is wrong with a value that `validator` refused. Ajv's own words are the net below ours, for
 * keywords that `wording.ts` does not know.
 * @param options `relaxed`: for the mount of that name
 */
export function violationOf(
  schema: TSchema,
  value: unknown,
  options: ExplainOptions = {},
): Violation {
  const found = explain(schema, value, options)
  if (found !== undefined) return found
  const validate = validator(schema) as ValidateFunction
  validate(value)
  const message = validate.errors?.[0]?.message ?? 'is not valid'
  return { path: [], instance: value, message, keyword: '', schema, schemaPath: [] }
}
