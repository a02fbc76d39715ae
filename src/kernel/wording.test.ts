import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { NAME } from '../compute/formats.ts'
import { validator } from './validate.ts'
import { explain, explainBest } from './wording.ts'

/** Schemas as upstream writes them; TypeBox makes the same objects. */
function schema(value: unknown): TSchema {
  return value as TSchema
}

function wordsFor(value: unknown, of: unknown): string | undefined {
  return explain(schema(of), value)?.message
}

describe('each keyword has the words of python-jsonschema 4.10.3', () => {
  test.each<[unknown, unknown, string]>([
    [1, { type: 'string' }, "1 is not of type 'string'"],
    [true, { type: ['string', 'null'] }, "True is not of type 'string', 'null'"],
    [true, { type: 'integer' }, "True is not of type 'integer'"],
    [1.5, { type: 'integer' }, "1.5 is not of type 'integer'"],
    [{}, { required: ['a', 'b'] }, "'a' is a required property"],
    [
      { b: 1, a: 1 },
      { additionalProperties: false },
      "Additional properties are not allowed ('a', 'b' were unexpected)",
    ],
    [
      { extra: 1 },
      { properties: { a: {} }, additionalProperties: false },
      "Additional properties are not allowed ('extra' was unexpected)",
    ],
    [
      { 'x!': 1, 'k@': 1 },
      { patternProperties: { '^[a-z]$': {}, '^[0-9]$': {} }, additionalProperties: false },
      "'k@', 'x!' do not match any of the regexes: '^[0-9]$', '^[a-z]$'",
    ],
    [{ a: 1 }, { additionalProperties: { type: 'string' } }, "1 is not of type 'string'"],
    ['abc', { pattern: '^[0-9]+$' }, "'abc' does not match '^[0-9]+$'"],
    ['', { minLength: 1 }, "'' should be non-empty"],
    ['abc', { maxLength: 2 }, "'abc' is too long"],
    ['x', { enum: ['a', 1, null] }, "'x' is not one of ['a', 1, None]"],
    [true, { enum: [1, 'true'] }, "True is not one of [1, 'true']"],
    ['x', { const: 'y' }, "'y' was expected"],
    [0, { minimum: 1 }, '0 is less than the minimum of 1'],
    ['0', { minimum: 1 }, '0 is less than the minimum of 1'],
    [' 1_1 ', { maximum: 10 }, '11 is greater than the maximum of 10'],
    [1, { exclusiveMinimum: 1 }, '1 is less than or equal to the minimum of 1'],
    [1, { exclusiveMaximum: 1 }, '1 is greater than or equal to the maximum of 1'],
    [[], { minItems: 1 }, '[] should be non-empty'],
    [[1, 2], { maxItems: 1 }, '[1, 2] is too long'],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      { uniqueItems: true },
      ' has non-unique elements',
    ],
    [{}, { minProperties: 1 }, '{} should be non-empty'],
    [{ a: 1, b: 2 }, { maxProperties: 1 }, "{'a': 1, 'b': 2} has too many properties"],
    [5, { anyOf: [{ type: 'string' }] }, '5 is not valid under any of the given schemas'],
    [5, { oneOf: [{ type: 'string' }] }, '5 is not valid under any of the given schemas'],
    [
      5,
      { oneOf: [{ type: 'integer' }, { minimum: 1 }, { maximum: 9 }] },
      "5 is valid under each of {'minimum': 1}, {'maximum': 9}, {'type': 'integer'}",
    ],
    [5, { not: { type: 'integer' } }, "5 should not be valid under {'type': 'integer'}"],
    [5, { allOf: [{ type: 'integer' }, { minimum: 6 }] }, '5 is less than the minimum of 6'],
    ['x', { format: 'uuid' }, "'x' is not a 'uuid'"],
    [{ a: 1 }, { dependentRequired: { a: ['b'] } }, "'b' is a dependency of 'a'"],
    [{ a: 1 }, { dependencies: { a: ['b'] } }, "'b' is a dependency of 'a'"],
    [{ a: 1 }, { dependencies: { a: { required: ['c'] } } }, "'c' is a required property"],
    [{ A: 1 }, { propertyNames: { pattern: '^[a-z]$' } }, "'A' does not match '^[a-z]$'"],
    [[1, 'x'], { items: [{}, { type: 'null' }] }, "'x' is not of type 'null'"],
  ])('%j against %j', (value, of, words) => {
    expect(wordsFor(value, of)).toContain(words)
    expect(validator(schema(of))(value)).toBe(false)
  })

  test.each<[unknown, unknown]>([
    [[1, true], { uniqueItems: true }],
    ['é😀', { maxLength: 2, minLength: 2 }],
    ['k\n', { pattern: '^[a-z]$' }],
    [1, { enum: [1] }],
    ['not a number', { minimum: 3 }],
    [null, { format: 'uuid' }],
    [{ toString: 1 }, { required: ['toString'] }],
    [[{ valueOf: 1 }, { valueOf: 2 }], { uniqueItems: true }],
    [{ toString: 1 }, { enum: [{ toString: 1 }] }],
    [JSON.parse('{"__proto__": "v"}'), { patternProperties: { '^_': { type: 'string' } } }],
  ])('%j passes %j', (value, of) => {
    expect(wordsFor(value, of)).toBeUndefined()
    expect(validator(schema(of))(value)).toBe(true)
  })

  test('what only Object has is not a property of the body', () => {
    const of = { required: ['toString'] }
    expect(wordsFor({}, of)).toBe("'toString' is a required property")
    expect(validator(schema(of))({})).toBe(false)
  })
})

describe('the first error in the order of the schema wins', () => {
  const keys = { patternProperties: { '^[a-z]$': { type: 'string', maxLength: 2 } } }
  const body = {
    type: 'object',
    properties: { metadata: { type: 'object', ...keys, additionalProperties: false } },
    required: ['metadata'],
    additionalProperties: false,
  }

  test('a wrong value before an odd key, an inner error before an extra sibling', () => {
    const found = explain(schema(body), { extra: 1, metadata: { 'k@': 'v', b: 1, a: 2 } })
    expect(found?.path).toEqual(['metadata', 'b'])
    expect(found?.message).toBe("1 is not of type 'string'")
    const steps = ['properties', 'metadata', 'patternProperties', '^[a-z]$', 'type']
    expect(found?.schemaPath).toEqual(steps)
  })

  test('required comes after properties even where TypeBox writes it first', () => {
    const typeBox = { type: 'object', required: ['gone'], properties: body.properties }
    expect(wordsFor({ metadata: null }, typeBox)).toBe("None is not of type 'object'")
    expect(wordsFor({}, typeBox)).toBe("'gone' is a required property")
  })

  test('a huge string is judged by its length before a pattern that would take ages', () => {
    const name = { pattern: '^[a-z]+[a-z-]*[a-z]+$', maxLength: 63 }
    expect(wordsFor(`${'a'.repeat(100_000)}!`, name)).toMatch(/is too long$/)
  })
})

const names = fc.constantFrom('a', 'b', 'k1', 'k@', 'long-name', '')
/** No schema of ours requires a property without a name, which Ajv would miss. */
const required = names.filter((name) => name !== '')
const texts = fc.constantFrom('', 'a', 'abc', '12', '-1', 'x\n', 'é😀', ' ', 'True')
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    fc.integer({ min: -3, max: 5 }),
    fc.constantFrom(null, true, false, 1.5),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'object', 'array')
const limit = fc.integer({ min: 0, max: 3 })
const patterns = fc.constantFrom('^[a-z]+$', '^[a-zA-Z0-9-_:. ]{1,5}$', '[\\S]', '^-?[0-9]+$')

function keyword(name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown]> {
  return fc.tuple(fc.constant(name), value)
}

const leaves = [
  keyword('type', fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 }))),
  keyword('required', fc.uniqueArray(required, { minLength: 1, maxLength: 2 })),
  keyword('additionalProperties', fc.boolean()),
  keyword('pattern', patterns),
  keyword('enum', fc.uniqueArray(values, { minLength: 1, maxLength: 3, selector: JSON.stringify })),
  keyword('const', values),
  keyword('uniqueItems', fc.boolean()),
  keyword('format', fc.constantFrom('uuid', NAME, 'date-time', 'ipv4')),
  keyword('dependentRequired', fc.dictionary(names, fc.uniqueArray(required), { maxKeys: 2 })),
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'].map(
    (name) => keyword(name, limit),
  ),
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map((name) =>
    keyword(name, limit),
  ),
]

/** One to three keywords in any order: with more, nothing would ever be accepted. */
function schemasOfDepth(depth: number): fc.Arbitrary<object> {
  const inner = depth === 0 ? undefined : schemasOfDepth(depth - 1)
  const branches = inner === undefined ? [] : branchesWith(inner)
  return fc
    .uniqueArray(fc.oneof(...leaves, ...branches), {
      minLength: 1,
      maxLength: 3,
      selector: ([name]) => name,
    })
    .map((keywords) => Object.fromEntries(keywords))
}

function branchesWith(inner: fc.Arbitrary<object>): fc.Arbitrary<[string, unknown]>[] {
  const several = fc.array(inner, { minLength: 1, maxLength: 2 })
  return [
    keyword('properties', fc.dictionary(names, inner, { maxKeys: 2 })),
    keyword('patternProperties', fc.dictionary(patterns, inner, { maxKeys: 2 })),
    ...['additionalProperties', 'items', 'not'].map((name) => keyword(name, inner)),
    ...['anyOf', 'oneOf', 'allOf'].map((name) => keyword(name, several)),
  ]
}

test('words are found exactly where Ajv refuses, for any schema and any value', () => {
  let refused = 0
  let accepted = 0
  fc.assert(
    fc.property(
      schemasOfDepth(2),
      fc.array(values, { minLength: 5, maxLength: 5 }),
      (of, samples) => {
        const accepts = validator(schema(of))
        for (const value of samples) {
          const isAccepted = accepts(value)
          expect(explain(schema(of), value) === undefined).toBe(isAccepted)
          if (isAccepted) accepted += 1
          else refused += 1
        }
      },
    ),
    { numRuns: 200 },
  )
  expect(Math.min(refused, accepted)).toBeGreaterThan(100)
})

describe('jsonschema.validate() names the one that matters most', () => {
  const wordsOfBest = (value: unknown, of: unknown): string | undefined =>
    explainBest(schema(of), value)?.message

  test('what lies nearest to the top', () => {
    const of = { properties: { a: { type: 'string' } }, additionalProperties: false }
    expect(wordsFor({ a: 1, b: 2 }, of)).toBe("1 is not of type 'string'")
    expect(wordsOfBest({ a: 1, b: 2 }, of)).toMatch(/^Additional properties are not allowed/)
  })

  test('of what is level, the last by name or index', () => {
    const of = { properties: { z: { type: 'string' }, a: { type: 'string' } } }
    expect(wordsOfBest({ a: 1, z: 2 }, of)).toBe("2 is not of type 'string'")
    expect(wordsOfBest([1, 2], { items: { type: 'string' } })).toBe("2 is not of type 'string'")
  })

  test('of what fails in one place, the first but for the weak ones', () => {
    expect(wordsOfBest('xyz', { maxLength: 1, pattern: '^a' })).toBe("'xyz' is too long")
    expect(wordsOfBest('xyz', { anyOf: [{ type: 'null' }], maxLength: 1 })).toBe(
      "'xyz' is too long",
    )
  })
})

test('a reference leads into the definitions and leaves no step', () => {
  const of = schema({
    properties: { size: { $ref: '#/definitions/count' } },
    definitions: { count: { type: 'integer', minimum: 0 } },
  })
  expect(explain(of, { size: -1 })).toMatchObject({
    message: '-1 is less than the minimum of 0',
    schemaPath: ['properties', 'size', 'minimum'],
  })
  expect(explain(of, { size: 1 })).toBeUndefined()
})

test('formats are nothing to a validator without a checker', () => {
  const of = schema({ format: 'uuid' })
  expect(explain(of, 'x')?.message).toBe("'x' is not a 'uuid'")
  expect(explain(of, 'x', { formats: 'ignored' })).toBeUndefined()
})
