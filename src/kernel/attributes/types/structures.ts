/**
 * Lists, dictionaries, and what may be null. Source: openstack/neutron-lib
 * neutron_lib/api/validators/__init__.py.
 */
import { Type as T } from 'typebox'
import { repr, str } from '../../python.ts'
import { nullable } from '../../view.ts'
import { same } from '../../wording/assertions.ts'
import type { AttributeType, Converter } from '../attribute.ts'
import { invalidInput } from '../refusals.ts'

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

/** `type:…_or_nodata`: what is false to Python is let pass, an empty list too. */
export function orNoData<V>(type: AttributeType<V>): AttributeType<V | null> {
  return {
    ...type,
    schema: nullable(type.schema),
    reason: (value) => (hasData(value) ? type.reason(value) : undefined),
    ...(type.converted && {
      converted: (value: unknown) => (hasData(value) ? type.converted!(value) : value),
    }),
  }
}

/** Whether it is true to Python. */
export function hasData(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return isDict(value) ? Object.keys(value).length > 0 : Boolean(value)
}

/** `type:uuid_list`, `type:subnet_list`, `type:list_of_unique_strings`, …: no item twice. */
export function listOf<V>(type: AttributeType<V>): AttributeType<readonly V[]> {
  const { converted } = type
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
    ...(converted && {
      converted: (value: unknown) => (value as unknown[]).map((item) => converted(item)),
    }),
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
  const convertedMember = (key: string, value: unknown): unknown => {
    const { type, convert } = Object.hasOwn(members, key) ? members[key]! : {}
    const one = convert === undefined ? value : convert.convert(value)
    return type?.converted === undefined ? one : type.converted(one)
  }
  return {
    schema,
    column: undefined,
    ...(specified.length > 0 && { members: Object.keys(members) }),
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

/**
 * `type:list_of_any_key_specs_or_none`: each item is a dictionary that fulfils one of the specs.
 * What does not is another refusal than that of other types.
 */
export function listOfAnyDict(
  ...specs: readonly Readonly<Record<string, Member>>[]
): AttributeType<readonly Dict[] | null> {
  const dicts = specs.map((spec) => dict(spec))
  const fulfilled = (item: unknown) => dicts.find((one) => one.reason(item) === undefined)
  const anyDict: AttributeType<Dict> = {
    schema: T.Union(dicts.map(({ schema }) => schema)),
    column: undefined,
    reason: (item) =>
      fulfilled(item) === undefined ? `No valid key specs matched for: ${str(item)}` : undefined,
    converted: (item) => fulfilled(item)!.converted!(item),
  }
  const list = orNone(listOf(anyDict))
  return {
    ...list,
    reason(value) {
      const reason = list.reason(value)
      if (reason !== undefined) throw invalidInput(reason)
      return undefined
    },
  }
}

/** A set as Python shows it; there, the order is by chance. */
export function setOf(keys: readonly string[]): string {
  return keys.length === 0 ? 'set()' : `{${keys.map((key) => repr(key)).join(', ')}}`
}

/** An object of JSON: not a number or a list that is one to JavaScript. */
export function isDict(value: unknown): value is Dict {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
