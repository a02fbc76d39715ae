import { isIPv4, isIPv6 } from 'node:net'
import { isPythonPattern } from './pattern.ts'
import { b64decode } from './python.ts'

/**
 * What a format says of a value: `true` (it fits), `false` (worded in general: `'x' is not a
 * 'uuid'`), or a whole message, which then stands alone in the fault.
 */
export type FormatCheck = (value: unknown) => boolean | string

/** The formats of schemas, by upstream's names: those that the services have in common. */
export const formats = new Map<string, FormatCheck>()

/** Adds a format that belongs to one service, and returns its name for schemas to use. */
export function defineFormat(name: string, check: FormatCheck): string {
  if (formats.has(name)) throw new Error(`The format '${name}' is defined twice.`)
  formats.set(name, check)
  return name
}

/** A check that lets pass what is no string: the type is another keyword's business. */
export function ofStrings(check: (text: string) => boolean | string): FormatCheck {
  return (value) => typeof value !== 'string' || check(value)
}

const UUID_DIGITS = /^[0-9a-f]{32}$/i

/** oslo_utils.uuidutils.is_uuid_like: hyphens, braces and a urn prefix do not matter. */
export function isUuidLike(text: string): boolean {
  const digits = text
    .replaceAll('urn:', '')
    .replaceAll('uuid:', '')
    .replace(/^[{}]+|[{}]+$/g, '')
    .replaceAll('-', '')
  return UUID_DIGITS.test(digits)
}

// Python's iso8601, which oslo_utils.timeutils.parse_isotime calls.
const ISO_TIME =
  /^(\d{4})(?:(?:-(\d{1,2})|(\d{2})(?!\n?$))(?:(?:-(\d{1,2})|(\d{2}))(?:[ T](\d{2})(?::?(\d{2}))?(?::?(\d{1,2})(?:[.,](\d+))?)?(?:Z|([-+])(\d{2}):?(\d{2})?)?)?)?)?\n?$/

/** Does oslo_utils.timeutils.parse_isotime read it? Dates alone and missing zones are fine. */
export function isIsoTime(text: string): boolean {
  return parseIsoTime(text) !== undefined
}

/** What parse_isotime reads, in milliseconds since 1970; a time without a zone is UTC. */
export function parseIsoTime(text: string): number | undefined {
  const found = ISO_TIME.exec(text)
  if (found === null) return undefined
  const part = (index: number, absent: number) => Number(found[index] ?? absent)
  const year = part(1, 0)
  const month = Number(found[2] ?? found[3] ?? 1)
  const day = Number(found[4] ?? found[5] ?? 1)
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  const zoneMinutes = part(11, 0) * 60 + part(12, 0)
  const [hour, minute, second] = [part(6, 0), part(7, 0), part(8, 0)]
  if (hour > 23 || minute > 59 || second > 59 || zoneMinutes >= 24 * 60) return undefined
  const milliseconds = Math.trunc(Number(`0.${found[9] ?? 0}`) * 1000)
  const time = new Date(0)
  time.setUTCFullYear(year, month - 1, day)
  time.setUTCHours(hour, minute, second, milliseconds)
  return time.getTime() - (found[10] === '-' ? -1 : 1) * zoneMinutes * 60_000
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** netaddr.IPNetwork, with a slash and without spaces; `10/8` is short for `10.0.0.0/8`. */
function isCidr(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  if (prefix === undefined || rest.length > 0) return false
  if (isIPv6(address)) return /^\d{1,3}$/.test(prefix) && Number(prefix) <= 128
  const parts = address.split('.')
  if (parts.length > 4 || !isIPv4([...parts, '0', '0', '0'].slice(0, 4).join('.'))) return false
  return isIPv4(prefix) ? isNetmask(prefix) : /^\d{1,2}$/.test(prefix) && Number(prefix) <= 32
}

function isNetmask(mask: string): boolean {
  const bits = mask.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))
  return /^(1*0*|0*1*)$/.test(bits.join(''))
}

const URI =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?(?:\/(?:[\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*)?(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*)?(?:#(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*)?$/i

formats.set('uuid', ofStrings(isUuidLike))
formats.set('date-time', ofStrings(isIsoTime))
formats.set(
  'base64',
  ofStrings((text) => b64decode(text) !== undefined),
)
formats.set('cidr', ofStrings(isCidr))
formats.set(
  'uri',
  ofStrings((text) => URI.test(text)),
)
formats.set('ipv4', ofStrings(isIPv4))
formats.set(
  'ipv6',
  ofStrings((text) => isIPv6(text) && !text.includes('%')),
)
formats.set(
  'email',
  ofStrings((text) => text.includes('@')),
)
formats.set(
  'regex',
  ofStrings((text) => text !== '' && isPythonPattern(text)),
)
