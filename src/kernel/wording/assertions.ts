import { formats } from '../formats.ts'
import { integerOf, isIntegerText, numberFromText } from '../numbers.ts'
import { pythonPattern } from '../pattern.ts'
import { compactSorted } from '../python/dumps.ts'
import { ExactNumber } from '../python/exact-number.ts'
import { byCodePoint, repr } from '../python/repr.ts'

/**
 * The keywords that look at one value: what python-jsonschema 4.10.3 (`_validators.py`) says when
 * a value fails them. Each answers with its message, or undefined when the value passes.
 */

export type Schema = Readonly<Record<string, unknown>>

/** A message, or one that replaces the whole text of the fault (formats with reasons of their own). */
export type Complaint = string | { readonly message: string; readonly reason: string }

export type Assertion = (expected: never, value: unknown, schema: Schema) => Complaint | undefined

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value instanceof ExactNumber) return false
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The names of a record's properties in the order the client wrote them. */
export function namesOf(record: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(record).filter((name) => record[name] !== undefined)
}

export function has(record: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(record, name) && record[name] !== undefined
}

/** Equality of JSON values; `true` is not 1. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (one instanceof ExactNumber) return same(one.value, other)
  if (other instanceof ExactNumber) return same(one, other.value)
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => same(item, other[index]))
  }
  if (!isRecord(one) || !isRecord(other)) return false
  const names = namesOf(one)
  return (
    names.length === namesOf(other).length &&
    names.every((name) => has(other, name) && same(one[name], other[name]))
  )
}

const TYPES = new Map<string, (value: unknown) => boolean>([
  ['null', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['string', (value) => typeof value === 'string'],
  ['number', (value) => typeof value === 'number' || value instanceof ExactNumber],
  [
    'integer',
    (value) => (value instanceof ExactNumber ? value.isInteger : Number.isInteger(value)),
  ],
  ['array', Array.isArray],
  ['object', isRecord],
])

/** @param expected the keyword `type` of a schema */
export function isOfType(expected: string | readonly string[], value: unknown): boolean {
  return [expected].flat().some((name) => TYPES.get(name)?.(value))
}

function type(expected: string | readonly string[], value: unknown): string | undefined {
  if (isOfType(expected, value)) return undefined
  return `${repr(value)} is not of type ${[expected].flat().map(repr).join(', ')}`
}

function required(names: readonly string[], value: unknown): string | undefined {
  if (!isRecord(value)) return undefined
  const missing = names.find((name) => !has(value, name))
  return missing === undefined ? undefined : `${repr(missing)} is a required property`
}

/** Names that neither `properties` nor `patternProperties` covers, in the client's order. */
export function unexpectedNames(value: Schema, schema: Schema): string[] {
  const known = isRecord(schema['properties']) ? schema['properties'] : {}
  const patterns = patternsOf(schema).map(pythonPattern)
  return namesOf(value).filter(
    (name) => !Object.hasOwn(known, name) && !patterns.some((pattern) => pattern.test(name)),
  )
}

export function patternsOf(schema: Schema): string[] {
  return isRecord(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : []
}

/** `additionalProperties: false`; nova's `/v2` (relaxed) has words of its own for odd names. */
export function noOthers(value: unknown, schema: Schema, relaxed: boolean): string | undefined {
  if (!isRecord(value)) return undefined
  const names = unexpectedNames(value, schema)
  if (names.length === 0) return undefined
  const listed = (relaxed ? names : names.toSorted(byCodePoint)).map(repr).join(', ')
  const one = names.length === 1
  if (!relaxed && 'patternProperties' in schema) {
    const patterns = patternsOf(schema).toSorted(byCodePoint).map(repr).join(', ')
    return `${listed} ${one ? 'does' : 'do'} not match any of the regexes: ${patterns}`
  }
  return `Additional properties are not allowed (${listed} ${one ? 'was' : 'were'} unexpected)`
}

/**
 * A string that is far too long is not matched against a pattern that may take time in the square
 * of its length; `maxLength` words the refusal.
 */
const MATCHED_LENGTH_MAX = 4096

function pattern(source: string, value: unknown, schema: Schema): string | undefined {
  if (typeof value !== 'string') return undefined
  const limit = schema['maxLength']
  if (value.length > MATCHED_LENGTH_MAX && typeof limit === 'number') {
    if (maxLength(limit, value) !== undefined) return undefined
  }
  if (pythonPattern(source).test(value)) return undefined
  return `${repr(value)} does not match ${repr(source)}`
}

/** What a bound of one, or of none, comes to in words. */
const MUST_NOT_BE_EMPTY = 'should be non-empty'
const MUST_BE_EMPTY = 'is expected to be empty'

function maxLength(limit: number, value: unknown): string | undefined {
  if (typeof value !== 'string' || [...value].length <= limit) return undefined
  return `${repr(value)} ${limit === 0 ? MUST_BE_EMPTY : 'is too long'}`
}

function minLength(limit: number, value: unknown): string | undefined {
  if (typeof value !== 'string' || [...value].length >= limit) return undefined
  return `${repr(value)} ${limit === 1 ? MUST_NOT_BE_EMPTY : 'is too short'}`
}

function format(name: string, value: unknown): Complaint | undefined {
  const verdict = formats.get(name)?.(value) ?? true
  if (verdict === true) return undefined
  const message = `${repr(value)} is not a ${repr(name)}`
  return verdict === false ? message : { message, reason: verdict }
}

/** What was compared, digit by digit where it is an integer in a text. */
function numberAsShown(value: unknown, number: number): string {
  if (value instanceof ExactNumber) return repr(value)
  const isLarge = typeof value === 'string' && !Number.isSafeInteger(number)
  return isLarge && isIntegerText(value) ? integerOf(value).toString() : repr(number)
}

function comparison(words: string, fails: (value: number, limit: number) => boolean): Assertion {
  return (limit: number, value) => {
    const number = numberFromText(value)
    if (number === undefined || !fails(number, limit)) return undefined
    return `${numberAsShown(value, number)} is ${words} of ${repr(limit)}`
  }
}

function countOf(value: unknown, kind: 'items' | 'properties'): number | undefined {
  if (kind === 'items') return Array.isArray(value) ? value.length : undefined
  return isRecord(value) ? namesOf(value).length : undefined
}

function atLeast(kind: 'items' | 'properties', words: string): Assertion {
  return (limit: number, value) => {
    const found = countOf(value, kind)
    if (found === undefined || found >= limit) return undefined
    return `${repr(value)} ${limit === 1 ? MUST_NOT_BE_EMPTY : words}`
  }
}

function atMost(kind: 'items' | 'properties', words: string): Assertion {
  return (limit: number, value) => {
    const found = countOf(value, kind)
    if (found === undefined || found <= limit) return undefined
    return `${repr(value)} ${limit === 0 ? MUST_BE_EMPTY : words}`
  }
}

/** Equal values have equal texts, and a set of texts takes no square of the length. */
export function areDistinct(items: readonly unknown[]): boolean {
  return new Set(items.map(compactSorted)).size === items.length
}

function uniqueItems(wanted: boolean, value: unknown): string | undefined {
  if (!wanted || !Array.isArray(value) || areDistinct(value)) return undefined
  return `${repr(value)} has non-unique elements`
}

function oneOfValues(values: readonly unknown[], value: unknown): string | undefined {
  if (values.some((allowed) => same(allowed, value))) return undefined
  return `${repr(value)} is not one of ${repr(values)}`
}

function constant(expected: unknown, value: unknown): string | undefined {
  return same(expected, value) ? undefined : `${repr(expected)} was expected`
}

/** A `dependentRequired` map, or the part of `dependencies` that names properties. */
export function dependencies(
  map: Readonly<Record<string, unknown>>,
  value: unknown,
): string | undefined {
  if (!isRecord(value)) return undefined
  for (const [name, others] of Object.entries(map)) {
    if (!Array.isArray(others) || !has(value, name)) continue
    const missing = others.find((other: string) => !has(value, other))
    if (missing !== undefined) return `${repr(missing)} is a dependency of ${repr(name)}`
  }
  return undefined
}

export const assertions = new Map<string, Assertion>([
  ['type', type],
  ['required', required],
  ['pattern', pattern],
  ['maxLength', maxLength],
  ['minLength', minLength],
  ['format', format],
  ['enum', oneOfValues],
  ['const', constant],
  ['minimum', comparison('less than the minimum', (value, limit) => value < limit)],
  ['maximum', comparison('greater than the maximum', (value, limit) => value > limit)],
  [
    'exclusiveMinimum',
    comparison('less than or equal to the minimum', (value, limit) => value <= limit),
  ],
  [
    'exclusiveMaximum',
    comparison('greater than or equal to the maximum', (value, limit) => value >= limit),
  ],
  ['minItems', atLeast('items', 'is too short')],
  ['maxItems', atMost('items', 'is too long')],
  ['minProperties', atLeast('properties', 'does not have enough properties')],
  ['maxProperties', atMost('properties', 'has too many properties')],
  ['uniqueItems', uniqueItems],
  ['dependentRequired', dependencies],
])
