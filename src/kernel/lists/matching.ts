/** Conditions of a list, judged on values in memory: for what is put together before it is listed. */
import type { Condition, Value } from './conditions.ts'

/** @param valueOf the value of a column, booleans as 0 and 1; undefined where there is none */
export function fulfils(
  condition: Condition,
  valueOf: (column: string) => Value | undefined,
): boolean {
  switch (condition.kind) {
    case 'in':
      return isAmong(valueOf(condition.column) ?? null, condition)
    case 'text':
      return hasText(valueOf(condition.column), condition)
    case 'any':
      return condition.of.some((one) => fulfils(one, valueOf))
    case 'all':
      return condition.of.every((one) => fulfils(one, valueOf))
    case 'never':
      return false
    default:
      throw new TypeError(`conditions of kind ${condition.kind} are judged by the database`)
  }
}

function isAmong(actual: Value, { values, caseless }: Extract<Condition, { kind: 'in' }>): boolean {
  if (caseless !== true) return values.includes(actual)
  const lower = (value: Value) => (typeof value === 'string' ? value.toLowerCase() : value)
  return values.some((value) => lower(value) === lower(actual))
}

function hasText(
  actual: Value | undefined,
  { place, text, caseless }: Extract<Condition, { kind: 'text' }>,
): boolean {
  if (typeof actual !== 'string') return false
  const [whole, part] = caseless ? [actual.toLowerCase(), text.toLowerCase()] : [actual, text]
  switch (place) {
    case 'contains':
      return whole.includes(part)
    case 'starts':
      return whole.startsWith(part)
    case 'ends':
      return whole.endsWith(part)
  }
}
