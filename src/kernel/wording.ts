import type { TSchema } from 'typebox'
import { pformat, repr } from './python.ts'
import { byCodePoint } from './python/repr.ts'
import { isOfType, isRecord } from './wording/assertions.ts'
import { violationsIn, type ExplainOptions, type Violation } from './wording/walk.ts'

/**
 * What is wrong with a value, in the words and the order of python-jsonschema 4.10.3, which the
 * real services answer with: the keywords of a schema one after the other as they are written,
 * properties in the order of the schema, items and odd names in the order of the body, and the
 * first error wins. One liberty: `required` comes after `properties`, as in nearly every schema
 * upstream, because TypeBox writes it before.
 */

export type { ExplainOptions, Violation } from './wording/walk.ts'

/** The first thing wrong with `value`, or undefined when it fits. */
export function explain(
  schema: TSchema,
  value: unknown,
  options: ExplainOptions = {},
): Violation | undefined {
  for (const violation of violationsIn(schema, value, options)) return violation
  return undefined
}

/**
 * The one that `jsonschema.validate()` raises where several things are wrong: what lies nearest to the
 * top, and of what is level the last by its place.
 * Source: jsonschema/exceptions.py (best_match, by_relevance); its look into `anyOf` is not here.
 */
export function explainBest(
  schema: TSchema,
  value: unknown,
  options: ExplainOptions = {},
): Violation | undefined {
  let best: Violation | undefined
  for (const violation of violationsIn(schema, value, options)) {
    if (best === undefined || relevance(violation, best) > 0) best = violation
  }
  return best
}

/** Positive where `one` matters more than `other`. */
function relevance(one: Violation, other: Violation): number {
  return (
    other.path.length - one.path.length ||
    byPlace(one.path, other.path) ||
    Number(isStrong(one)) - Number(isStrong(other)) ||
    Number(isOfOtherType(one)) - Number(isOfOtherType(other))
  )
}

function byPlace(one: Violation['path'], other: Violation['path']): number {
  const at = one.findIndex((step, index) => step !== other[index])
  if (at === -1) return 0
  const [step, opposite] = [one[at]!, other[at]!]
  if (typeof step === 'number' && typeof opposite === 'number') return step - opposite
  return byCodePoint(String(step), String(opposite))
}

function isStrong({ keyword }: Violation): boolean {
  return keyword !== 'anyOf' && keyword !== 'oneOf'
}

function isOfOtherType({ schema, instance }: Violation): boolean {
  const type = isRecord(schema) ? schema['type'] : undefined
  return type === undefined || !isOfType(type as string | string[], instance)
}

const PPRINT_WIDTH = 72

/**
 * All that python-jsonschema says of an error: the message, the schema that failed and the value, laid
 * out by Python's pprint.
 * Source: jsonschema/exceptions.py, `_Error.__str__`.
 */
export function inFull({
  message,
  keyword,
  schema,
  schemaPath,
  instance,
  path,
}: Violation): string {
  const place = indexed('schema', schemaPath.slice(0, -1))
  return [
    message,
    `Failed validating ${repr(keyword)} in ${place}:\n${indented(schema)}`,
    `On ${indexed('instance', path)}:\n${indented(instance)}`,
  ].join('\n\n')
}

function indexed(container: string, path: readonly (string | number)[]): string {
  return container + path.map((step) => `[${repr(step)}]`).join('')
}

function indented(value: unknown): string {
  return pformat(value, PPRINT_WIDTH).replace(/^/gm, '    ')
}
