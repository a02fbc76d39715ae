import { badRequest } from '../kernel/faults.ts'
import { str } from '../kernel/python.ts'

/** Largest value of cinder's integer columns: of sizes, limits and what is counted. */
export const MAX_INT = 2_147_483_647

const PYTHON_INTEGER = /^\s*[+-]?\d+(_\d+)*\s*$/

/**
 * A number from a client that sends it as a number or as text.
 * Source: oslo.utils strutils.validate_integer.
 * @throws 400
 */
export function validInteger(value: unknown, name: string, min: number, max = MAX_INT): number {
  const text = str(value)
  if (!PYTHON_INTEGER.test(text)) throw badRequest(`${name} must be an integer`)
  const number = Number(text.replaceAll('_', ''))
  if (number < min) throw badRequest(`${name} must be >= ${min}`)
  if (number > max) throw badRequest(`${name} must be <= ${max}`)
  return number
}
