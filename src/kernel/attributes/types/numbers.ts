/** Numbers and switches. Source: openstack/neutron-lib neutron_lib/api/validators/__init__.py. */
import { Type as T } from 'typebox'
import { booleanFrom } from '../../booleans.ts'
import { str } from '../../python.ts'
import { nullable } from '../../view.ts'
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

/** `type:port_range`: one port, or two with a colon between them. Ends included. */
export function portRange(min: number, max: number): AttributeType<string | null> {
  return {
    schema: nullable(T.Union([T.String(), T.Integer()])),
    column: 'text',
    reason(value) {
      if (value === null) return undefined
      const ports = str(value).split(':')
      if (ports.length > 2) return NO_PORT_RANGE
      for (const port of ports) {
        if (port === '') return NO_PORT_RANGE
        const number = integerFrom(port)
        if (number === undefined || number < 0 || number > 65_535) return `Invalid port: ${port}`
        if (number < min || number > max) {
          return `Invalid port: ${port}, the port must be in the range [${min}, ${max}]`
        }
      }
      const [first, last = first] = ports.map((port) => integerFrom(port)!)
      return first! > last!
        ? 'First port in a port range must be lower than the second port'
        : undefined
    },
  }
}

const NO_PORT_RANGE = 'Port range must be two integers separated by a colon'

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
