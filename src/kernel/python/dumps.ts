import { number, sortedEntries } from './repr.ts'
import { Written } from './written.ts'

/**
 * Python's `json.dumps` with its default settings: `", "` and `": "` between items, everything
 * beyond ASCII as `\uXXXX`. It writes every body of compute and block storage, whose ETags are
 * checksums over exactly these bytes.
 */

/** No character that needs an escape. Python escapes DEL (0x7f) too. */
const PLAIN = /^[ !#-[\]-~]*$/
const BEYOND_ASCII = /[\x7f-\uffff]/g

/** What stands before a value: brace or comma, key, colon, and the quote of a plain string. */
interface Lead {
  readonly first: string
  readonly firstText: string
  readonly next: string
  readonly nextText: string
}

/**
 * Keys repeat from answer to answer, so their leads are kept: few, long pieces make a rope that is
 * quick to build and to flatten. Clients choose metadata keys: hence the bounds, and starting over
 * when the map is full.
 */
const KEY_LENGTH_MAX = 64
const LEADS_MAX = 4096

/** What stands between items, and behind a key. */
export interface JsonStyle {
  readonly between: string
  readonly colon: string
  readonly leads: Map<string, Lead>
}

/** As `json.dumps` writes unless told. */
export const SPACED: JsonStyle = { between: ', ', colon: ': ', leads: new Map() }

/** With `separators=(',', ':')`, as webob writes (`Response.json`). */
export const COMPACT: JsonStyle = { between: ',', colon: ':', leads: new Map() }

/**
 * Serialises plain data: null, booleans, numbers, strings, arrays, plain objects. As with
 * JSON.stringify, a property that is undefined is left out, and what is no finite number or no
 * data at all becomes `null`; unlike it, `toJSON` is not called.
 */
export function dumps(value: unknown): string {
  return styled(value, SPACED)
}

/** The same in a style. What is `Written` stays as it was written. */
export function styled(value: unknown, style: JsonStyle): string {
  switch (typeof value) {
    case 'string':
      return PLAIN.test(value) ? '"' + value + '"' : escaped(value)
    case 'number':
      return jsonNumber(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return dumpsList(value, style)
      return value instanceof Written ? value.text : dumpsRecord(value, style)
    case 'bigint':
      return value.toString()
    default:
      return 'null'
  }
}

function dumpsList(list: readonly unknown[], style: JsonStyle): string {
  if (list.length === 0) return '[]'
  let text = '[' + styled(list[0], style)
  for (let index = 1; index < list.length; index += 1) {
    text += style.between + styled(list[index], style)
  }
  return text + ']'
}

function dumpsRecord(record: object, style: JsonStyle): string {
  let text = ''
  for (const key in record) {
    if (!Object.hasOwn(record, key)) continue
    const value = (record as Record<string, unknown>)[key]
    if (value === undefined) continue
    const lead = style.leads.get(key) ?? leadOf(key, style)
    if (typeof value === 'string' && PLAIN.test(value)) {
      text = text === '' ? lead.firstText + value + '"' : text + lead.nextText + value + '"'
    } else {
      text =
        text === '' ? lead.first + styled(value, style) : text + lead.next + styled(value, style)
    }
  }
  return text === '' ? '{}' : text + '}'
}

function leadOf(key: string, { between, colon, leads }: JsonStyle): Lead {
  const label = dumps(key) + colon
  const first = '{' + label
  const next = between + label
  const lead = { first, firstText: first + '"', next, nextText: next + '"' }
  if (key.length > KEY_LENGTH_MAX) return lead
  if (leads.size >= LEADS_MAX) leads.clear()
  leads.set(key, lead)
  return lead
}

function jsonNumber(value: number): string {
  return Number.isFinite(value) ? number(value) : 'null'
}

/** JSON.stringify escapes what JSON requires exactly as Python does; the rest is added here. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(BEYOND_ASCII, escapeUnit)
}

function escapeUnit(unit: string): string {
  return '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0')
}

/**
 * `json.dumps(value, sort_keys=True, separators=(',', ':'))` and a newline: the bodies of the
 * identity service's faults.
 */
export function compactSorted(value: unknown): string {
  return compact(value) + '\n'
}

function compact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`
  if (typeof value !== 'object' || value === null || value instanceof Written) return dumps(value)
  const items: string[] = []
  for (const [key, item] of sortedEntries(value)) {
    if (item !== undefined) items.push(`${dumps(key)}:${compact(item)}`)
  }
  return `{${items.join(',')}}`
}
