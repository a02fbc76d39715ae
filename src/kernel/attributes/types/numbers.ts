/** Numbers and switches. Source: openstack/neutron-lib neutron_lib/api/validators/__init__.py. */
import { Type as T } from 'typebox'
import { booleanFrom } from '../../booleans.ts'
import { str } from '../../python.ts'
import type { AttributeType } from '../attribute.ts'
import { integerFrom } from '../integers.ts'

/** `type:range`, ends included; null leaves an end open. */
export function range(min: number | null, max: number | null): AttributeType<number> {
  const limits = {
    ...(min !== null && { minimum: min }),
    ...(max !== null && { maximum: max }),
  }
  return {
    schema: T.Integer(limits),
    column: 'integer',
    reason(value) {
      const number = integerFrom(value)
      if (number === undefined) return notAnInteger(value)
      if (min !== null && number < min) {
        return `'${number}' is too small - must be at least '${min}'`
      }
      if (max !== null && number > max) {
        return `'${number}' is too large - must be no larger than '${max}'`
      }
      return undefined
    },
  }
}

/** `type:non_negative`. */
export function nonNegative(): AttributeType<number> {
  return {
    schema: T.Integer({ minimum: 0 }),
    column: 'integer',
    reason(value) {
      const number = integerFrom(value)
      if (number === undefined) return notAnInteger(value)
      return number < 0 ? `'${number}' should be non-negative` : undefined
    },
  }
}

/** `type:boolean`: the value is not converted. */
export function boolean(): AttributeType<boolean> {
  return {
    schema: T.Boolean(),
    column: 'boolean',
    reason: (value) =>
      booleanFrom(typeof value === 'boolean' ? value : str(value)) === undefined
        ? `'${str(value)}' is not a valid boolean value`
        : undefined,
  }
}

function notAnInteger(value: unknown): string {
  return `'${str(value)}' is not an integer`
}
