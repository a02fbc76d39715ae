/**
 * How Python shows values. Messages of the real services are full of it: `Value: None`,
 * `['az1']`, `{'k': 1}`.
 */

import { ExactNumber } from './exact-number.ts'

/** What Python escapes in a string: everything that `str.isprintable()` denies but the space. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{Zs}\\]/gu
const PLAIN = /^[ !#-&(-[\]-~]*$/

/** Clients may nest a body as deeply as its size allows; what lies deeper is shown as dots. */
const DEPTH_MAX = 64

/**
 * `repr(value)`: `None`, `True`, `'text'`, `[1, 'a']`, `{'k': None}`. Beyond 64 levels `...`, as
 * Python shows what contains itself.
 */
export function repr(value: unknown): string {
  return reprAt(value, 0)
}

/** The entries of a record by key, as Python's `sorted` puts them. */
export function sortedEntries(record: object): [string, unknown][] {
  return Object.entries(record).sort(([one], [other]) => byCodePoint(one, other))
}

/** Python's order of strings. JavaScript's own differs beyond U+FFFF; that of UTF-8 does not. */
export function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function reprAt(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return reprString(value)
    case 'number':
      return number(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'bigint':
      return value.toString()
    case 'object':
      break
    default:
      return 'None'
  }
  if (value === null) return 'None'
  if (value instanceof ExactNumber) return value.shown
  if (depth >= DEPTH_MAX) return '...'
  if (Array.isArray(value)) {
    return `[${value.map((item) => reprAt(item, depth + 1)).join(', ')}]`
  }
  const items: string[] = []
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) items.push(`${reprString(key)}: ${reprAt(item, depth + 1)}`)
  }
  return `{${items.join(', ')}}`
}

/** `str(value)`: as `repr`, but a string on its own is shown as it is. */
export function str(value: unknown): string {
  return typeof value === 'string' ? value : repr(value)
}

/**
 * A JSON number as Python shows it. A whole number is shown as Python's int, digit by digit, up to
 * 1e21: floats that are whole are `ExactNumber`s.
 */
export function number(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString()
  const text = String(value)
  if (Math.abs(value) < 1e-4) return smallNumber(value)
  return text
}

/** Python turns to exponents below 1e-4, JavaScript below 1e-6; Python's have two digits. */
function smallNumber(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e-')
  return `${digits}e-${exponent.padStart(2, '0')}`
}

function reprString(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replace(UNPRINTABLE, escapeCharacter)
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote
}

function escapeCharacter(character: string): string {
  switch (character) {
    case ' ':
      return ' '
    case '\\':
      return '\\\\'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
  }
  const point = character.codePointAt(0) ?? 0
  if (point <= 0xff) return `\\x${hex(point, 2)}`
  return point <= 0xffff ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, '0')
}
