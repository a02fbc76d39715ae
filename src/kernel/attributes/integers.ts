import { numberFromText } from '../numbers.ts'

const INTEGER_TEXT = /^\s*[+-]?\d+(?:_\d+)*\s*$/

/**
 * Python's `int(value)`: floats are cut off, texts read. Undefined where it raises, and where the
 * integer is so large that it would not come out of a column as it was put in.
 */
export function integerFrom(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'string' && !INTEGER_TEXT.test(value)) return undefined
  const integer = Math.trunc(numberFromText(value) ?? NaN)
  return Number.isSafeInteger(integer) ? integer : undefined
}
