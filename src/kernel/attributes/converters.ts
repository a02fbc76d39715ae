/** What is made of values. Source: openstack/neutron-lib neutron_lib/api/converters.py. */
import { Type as T } from 'typebox'
import { booleanFrom } from '../booleans.ts'
import { str } from '../python.ts'
import { nullable } from '../view.ts'
import type { Converter } from './attribute.ts'
import { integerFrom } from './integers.ts'
import { invalidInput } from './refusals.ts'

/** `convert_to_boolean`. */
export const toBoolean: Converter<boolean> = {
  takes: T.Union([T.Boolean(), T.String(), T.Integer()]),
  gives: T.Boolean(),
  column: 'boolean',
  convert(value) {
    const found = booleanFrom(typeof value === 'boolean' ? value : str(value))
    if (found === undefined) throw invalidInput(`'${str(value)}' cannot be converted to boolean`)
    return found
  },
}

/** `convert_to_int`. */
export const toInteger: Converter<number> = {
  takes: T.Union([T.Integer(), T.String(), T.Number(), T.Boolean()]),
  gives: T.Integer(),
  column: 'integer',
  convert(value) {
    const found = integerFrom(value)
    if (found === undefined) throw invalidInput(`'${str(value)}' is not an integer`)
    return found
  },
}

/** `convert_none_to_empty_list`. */
export const noneToEmptyList: Converter<readonly unknown[]> = {
  takes: nullable(T.Array(T.Unknown())),
  gives: T.Array(T.Unknown()),
  column: undefined,
  convert: (value) => value ?? [],
}

/** `convert_to_…_if_not_none`. */
export function ifNotNone<V>(converter: Converter<V>): Converter<V | null> {
  return {
    ...converter,
    takes: nullable(converter.takes),
    gives: nullable(converter.gives),
    convert: (value) => (value === null ? null : converter.convert(value)),
  }
}
