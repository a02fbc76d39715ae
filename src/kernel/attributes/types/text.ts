/** Texts and identifiers. Source: openstack/neutron-lib neutron_lib/api/validators/__init__.py. */
import { Type as T } from 'typebox'
import { isUuidLike } from '../../formats.ts'
import { str } from '../../python.ts'
import type { AttributeType } from '../attribute.ts'

/** `type:string`. @param max characters */
export function string(max?: number): AttributeType<string> {
  const schema = max === undefined ? T.String() : T.String({ maxLength: max })
  return { schema, column: 'text', reason: (value) => textReason(value, max) }
}

/** `type:name_string`: printable, without a blank at its ends, of Unicode's first plane. */
export function nameString(max?: number): AttributeType<string> {
  const reason = (value: unknown) =>
    textReason(value, max) ?? (NAME.test(value as string) ? undefined : notAString(value))
  return { ...string(max), reason }
}

/** `type:not_empty_string`. */
export function notEmptyString(max?: number): AttributeType<string> {
  const reason = (value: unknown) =>
    textReason(value, max) ??
    ((value as string).trim() === ''
      ? `'${str(value)}' Blank strings are not permitted`
      : undefined)
  return { ...string(max), reason }
}

/** `type:oneline_not_empty_string`. */
export function onelineNotEmptyString(max?: number): AttributeType<string> {
  const text = notEmptyString(max)
  const reason = (value: unknown) =>
    text.reason(value) ??
    (LINES.test(value as string) ? `Multi-line string is not allowed: '${str(value)}'` : undefined)
  return { ...text, reason }
}

/** A line ends, and something follows: more than one item of Python's `splitlines()`. */
const LINES = /(?:\r\n|\r(?!\n)|[\n\v\f\x1c-\x1e\x85\u2028\u2029])(?=[^])/

/** `type:not_empty_name_string`. */
export function notEmptyNameString(max?: number): AttributeType<string> {
  const [text, name] = [notEmptyString(max), nameString(max)]
  return { ...text, reason: (value) => text.reason(value) ?? name.reason(value) }
}

/** `type:regex`. @param pattern what it begins with, as `re.match` of Python looks for it */
export function regex(pattern: RegExp): AttributeType<string> {
  const start = new RegExp(`^(?:${pattern.source})`, pattern.flags)
  return {
    ...string(),
    reason: (value) =>
      typeof value === 'string' && start.test(value)
        ? undefined
        : `'${str(value)}' is not a valid input`,
  }
}

/** `type:uuid`. */
export function uuid(): AttributeType<string> {
  return {
    schema: T.String({ format: 'uuid' }),
    column: 'text',
    reason: (value) =>
      typeof value === 'string' && isUuidLike(value) ? undefined : notAUuid(value),
    normal: (text) => text.toLowerCase(),
  }
}

/** `type:values`. */
export function values<const V extends string | number>(allowed: readonly V[]): AttributeType<V> {
  const column = allowed.every((value) => typeof value === 'number') ? 'integer' : 'text'
  return {
    schema: T.Unsafe<V>({ enum: [...allowed] }),
    column,
    reason: (value) =>
      allowed.some((one) => one === value) ? undefined : `${str(value)} is not in valid_values`,
  }
}

export function notAUuid(value: unknown): string {
  return `'${str(value)}' is not a valid UUID`
}

function textReason(value: unknown, max = Infinity): string | undefined {
  if (typeof value !== 'string') return notAString(value)
  // A character is one or two units of a text.
  const isLong = value.length > max && [...value].length > max
  return isLong ? `'${value}' exceeds maximum length of ${max}` : undefined
}

function notAString(value: unknown): string {
  return `'${str(value)}' is not a valid string`
}

// Upstream's pattern ends in `$`, which lets one line feed pass.
const NAME = /^(?![\p{C}\p{Z}])(?:[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10ffff}])*(?<![\p{C}\p{Z}])\n?$/u
