/** Times that clients send for things to end at (keystone/common/utils.py, parse_expiration_date). */
import { isoTime } from '../kernel/clock.ts'
import { badRequest } from '../kernel/faults.ts'

const FORM = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.,]\d{1,9})?)?)?(Z|[+-]\d\d:?\d\d)?$/

const MALFORMED =
  'The server could not comply with the request since it is either malformed or otherwise ' +
  'incorrect. The client is assumed to be in error.'

/**
 * In the form in which times are stored.
 * @param now milliseconds since 1970
 * @throws 400 for no time, and for one that has passed
 */
export function expirationOf(text: string, now: number): string {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}${text.includes('T') ? 'Z' : ''}`
  const end = FORM.test(text) ? Date.parse(zoned.replace(',', '.')) : Number.NaN
  if (Number.isNaN(end)) throw badRequest(`Timestamp not in expected format. ${MALFORMED}`)
  if (end < now) throw badRequest(`The 'expires_at' must not be before now. ${MALFORMED}`)
  return isoTime(end)
}
