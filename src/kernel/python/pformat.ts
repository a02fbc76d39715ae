import { ExactNumber } from './exact-number.ts'
import { repr } from './repr.ts'

/**
 * Python's `pprint.pformat` with dicts in their own order, which lays out the schema and the value in the long
 * validation messages of the identity service. Widths count code points.
 */

const LINES = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g
const DEPTH_MAX = 64

/** Lays `value` out in lines of at most `width` characters, where it can be broken. */
export function pformat(value: unknown, width: number): string {
  return format(value, { width, indent: 0, allowance: 0, level: 0 })
}

/** Where a value starts, how many characters must stay free behind it, and how deep it lies. */
interface Place {
  readonly width: number
  readonly indent: number
  readonly allowance: number
  readonly level: number
}

function format(value: unknown, place: Place): string {
  if (place.level > DEPTH_MAX) return '...'
  const onOneLine = repr(value)
  if (length(onOneLine) <= place.width - place.indent - place.allowance) return onOneLine
  const inside = { ...place, level: place.level + 1 }
  if (typeof value === 'string') return formatString(value, inside)
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
    return onOneLine
  }
  inside.indent += 1
  const lines = Array.isArray(value) ? formatItems(value, inside) : formatEntries(value, inside)
  const body = lines.join(`,\n${' '.repeat(inside.indent)}`)
  return Array.isArray(value) ? `[${body}]` : `{${body}}`
}

function formatItems(items: readonly unknown[], place: Place): string[] {
  return items.map((item, index) => {
    const allowance = index === items.length - 1 ? place.allowance + 1 : 1
    return format(item, { ...place, allowance })
  })
}

function formatEntries(record: object, place: Place): string[] {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined)
  return entries.map(([key, value], index) => {
    const label = repr(key)
    const allowance = index === entries.length - 1 ? place.allowance + 1 : 1
    const indent = place.indent + length(label) + 2
    return `${label}: ${format(value, { ...place, indent, allowance })}`
  })
}

/** A long string becomes adjacent literals, broken after line ends and after spaces. */
function formatString(text: string, place: Place): string {
  if (text === '') return repr(text)
  const isWholeValue = place.level === 1
  const indent = place.indent + (isWholeValue ? 1 : 0)
  const width = place.width - indent
  const allowance = place.allowance + (isWholeValue ? 1 : 0)
  const lines = (text.match(LINES) ?? []).filter((line) => line !== '')
  const chunks = lines.flatMap((line, index) => {
    const reserved = index === lines.length - 1 ? allowance : 0
    const whole = repr(line)
    return length(whole) <= width - reserved ? [whole] : breakLine(line, width, reserved)
  })
  if (chunks.length === 1) return repr(text)
  const body = chunks.join(`\n${' '.repeat(indent)}`)
  return isWholeValue ? `(${body})` : body
}

function breakLine(line: string, width: number, reserved: number): string[] {
  const parts = (line.match(/\S*\s*/g) ?? []).filter((part) => part !== '')
  const chunks: string[] = []
  let current = ''
  for (const [index, part] of parts.entries()) {
    const candidate = current + part
    const room = index === parts.length - 1 ? width - reserved : width
    if (length(repr(candidate)) <= room) {
      current = candidate
      continue
    }
    if (current !== '') chunks.push(repr(current))
    current = part
  }
  if (current !== '') chunks.push(repr(current))
  return chunks
}

function length(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
