/**
 * Lists, dictionaries, and what may be null. Source: openstack/neutron-lib
 * neutron_lib/api/validators/__init__.py.
 */
import { Type as T } from 'typebox'
import { repr, str } from '../../python.ts'
import { nullable } from '../../view.ts'
import { same } from '../../wording/assertions.ts'
import type { AttributeType, Converter } from '../attribute.ts'

/** `type:…_or_none`. */
export function orNone<V>(type: AttributeType<V>): AttributeType<V | null> {
  return {
    ...type,
    schema: nullable(type.schema),
    reason: (value) => (value === null ? undefined : type.reason(value)),
    ...(type.converted && {
      converted: (value: unknown) => (value === null ? null : type.converted!(value)),
    }),
  }
}

/** `type:uuid_list`, `type:list_of_unique_strings`, …: no item twice. */
export function listOf<V>(type: AttributeType<V>): AttributeType<readonly V[]> {
  return {
    schema: T.Array(type.schema, { uniqueItems: true }),
    column: undefined,
    reason(value) {
      if (!Array.isArray(value)) return `'${str(value)}' is not a list`
      const repeated = repeatedIn(value)
      if (repeated.length > 0) {
        return `Duplicate items in the list: '${repeated.map((one) => str(one)).join(', ')}'`
      }
      for (const item of value) {
        const reason = type.reason(item)
        if (reason !== undefined) return reason
      }
      return undefined
    },
  }
}

/** Each once. */
function repeatedIn(items: readonly unknown[]): unknown[] {
  const repeated: unknown[] = []
  items.forEach((item, index) => {
    const first = items.findIndex((other) => same(other, item))
    if (first < index && !repeated.some((other) => same(other, item))) repeated.push(item)
  })
  return repeated
}

export interface Member {
  readonly type?: AttributeType
  readonly convert?: Converter
  readonly required?: boolean
}

type Dict = Readonly<Record<string, unknown>>

/** `type:dict`. @param members what it may have, in the order of checks; anything where left out */
export function dict(members: Readonly<Record<string, Member>> = {}): AttributeType<Dict> {
  const specified = Object.entries(members)
  const schema = T.Object(
    Object.fromEntries(
      specified.map(([key, { type, convert, required }]) => {
        const member = convert?.takes ?? type?.schema ?? T.Unknown()
        return [key, required === true ? member : T.Optional(member)]
      }),
    ),
    { additionalProperties: specified.length === 0 },
  )
  const convertedMember = (key: string, value: unknown): unknown =>
    Object.hasOwn(members, key) ? (members[key]!.convert?.convert(value) ?? value) : value
  return {
    schema,
    column: undefined,
    reason(value) {
      if (!isDict(value)) return `'${str(value)}' is not a dictionary`
      if (specified.length === 0) return undefined
      return keysReason(members, value) ?? membersReason(specified, value)
    },
    converted: (value) =>
      Object.fromEntries(
        Object.entries(value as Dict).map(([key, one]) => [key, convertedMember(key, one)]),
      ),
  }
}

function keysReason(members: Readonly<Record<string, Member>>, value: Dict): string | undefined {
  const required = Object.keys(members).filter((key) => members[key]!.required)
  const given = Object.keys(value)
  if (required.some((key) => !given.includes(key))) {
    return (
      "Validation of dictionary's keys failed. " +
      `Expected keys: ${setOf(required)} Provided keys: ${setOf(given)}`
    )
  }
  const unexpected = given.filter((key) => !Object.hasOwn(members, key))
  if (unexpected.length > 0) return `Unexpected keys supplied: ${unexpected.join(', ')}`
  return undefined
}

function membersReason(
  members: readonly (readonly [string, Member])[],
  value: Dict,
): string | undefined {
  for (const [key, { type, convert }] of members) {
    if (!Object.hasOwn(value, key)) continue
    const member = convert === undefined ? value[key] : convert.convert(value[key])
    const reason = type?.reason(member)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** A set as Python shows it; there, the order is by chance. */
function setOf(keys: readonly string[]): string {
  return keys.length === 0 ? 'set()' : `{${keys.map((key) => repr(key)).join(', ')}}`
}

/** An object of JSON: not a number or a list that is one to JavaScript. */
export function isDict(value: unknown): value is Dict {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
