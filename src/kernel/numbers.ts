import { ExactNumber } from './python/exact-number.ts'

/** Python's `int(text)` and, where that fails, `float(text)`. */
const INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/
const FLOAT = /^\s*[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?\s*$/i

/**
 * The number that nova and cinder compare with a minimum or maximum: strings count as the number
 * they hold, so that `"0"` is below a minimum of 1. Undefined for anything else.
 * Source: `_number_from_str` of nova/api/validation/validators.py and cinder's.
 */
export function numberFromText(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof ExactNumber) return value.value
  if (typeof value !== 'string') return undefined
  if (!INTEGER.test(value) && !FLOAT.test(value)) return undefined
  return Number(value.replaceAll('_', ''))
}

/** Whether Python's `int()` reads it. */
export function isIntegerText(text: string): boolean {
  return INTEGER.test(text)
}

/** The value of such a text, whatever its size. */
export function integerOf(text: string): bigint {
  const digits = text.trim().replaceAll('_', '').replace(/^\+/, '')
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits)
}
