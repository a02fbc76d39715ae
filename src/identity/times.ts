/** Times that clients send for things to end at (keystone/common/utils.py, parse_expiration_date). */
import { isoTime } from '../kernel/clock.ts'
import { badRequest, type Fault } from '../kernel/faults.ts'

const FORM = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.,]\d{1,9})?)?)?(Z|[+-]\d\d:?\d\d)?$/

const WITH_MICROS = '2016-12-27T23:59:18.623100'.length

const MALFORMED =
  'The server could not comply with the request since it is either malformed or otherwise ' +
  'incorrect. The client is assumed to be in error.'

/**
 * In the form in which times are stored, with the microseconds that were asked for.
 * @param now milliseconds since 1970
 * @throws 400 for no time, and for one that has passed
 */
export function expirationOf(text: string, now: number): string {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}${text.includes('T') ? 'Z' : ''}`
  const end = FORM.test(text) ? Date.parse(zoned.replace(',', '.')) : Number.NaN
  if (Number.isNaN(end)) throw notATime()
  if (end < now) throw badRequest(`The 'expires_at' must not be before now. ${MALFORMED}`)
  const micros = /[.,]\d{3}(\d{1,3})/.exec(text)?.[1]?.padEnd(3, '0') ?? '000'
  return `${isoTime(end).slice(0, -1)}${micros}Z`
}

/** As it was written, but for the zone. @throws 400 for no time */
export function timeIn(text: string): string {
  if (!FORM.test(text) || Number.isNaN(Date.parse(text))) throw notATime()
  return text.replace(/Z$/, '')
}

function notATime(): Fault {
  return badRequest(`Timestamp not in expected format. ${MALFORMED}`)
}

/** A stored end as OpenStack shows it: microseconds, and no zone. */
export function shownEnd(stored: string): string {
  return stored.slice(0, -1).padEnd(WITH_MICROS, '0')
}
