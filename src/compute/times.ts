import { Type as T } from 'typebox'
import { isoMicros, parseTime } from '../kernel/clock.ts'

/** A time as answers show it. */
export const TIME = T.String({ format: 'date-time' })

/** A stored time as answers show it: with microseconds, in UTC without saying so. */
export function shownTime(stored: string): string {
  return isoMicros(parseTime(stored))
}

/**
 * A report of a service as answers show it: to the second, as the real one's database keeps it.
 * @param at milliseconds since 1970
 */
export function shownReport(at: number): string {
  return isoMicros(at - (at % 1000))
}

/** A time as it is stored, without what is less than a second. */
export function toSecond(stored: string): string {
  return `${stored.slice(0, 19)}.000Z`
}

/** A stored time to the second, in UTC, as servers show most of theirs. */
export function shownSecond(stored: string): string {
  return `${stored.slice(0, 19)}Z`
}

const PARTS = /^(\d{4})-(\d{1,2})-(\d{1,2})([T ])(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,6})?$/

/**
 * Milliseconds since 1970, with microseconds as their fraction; undefined where the text has none of
 * the forms, or is no time. @param forms what stands between date and time, `.` where microseconds
 * have to follow, such as `T`, `T.`, ` .`. Rule: `datetime.strptime` of Python.
 */
export function timeIn(text: string, forms: readonly string[]): number | undefined {
  const found = PARTS.exec(text)
  if (found === null) return undefined
  const [, year, month, day, between, hour, minute, second, fraction = ''] = found
  if (!forms.includes(`${between}${fraction === '' ? '' : '.'}`)) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const isDay = Number(year) > 0 && date.getUTCMonth() + 1 === Number(month)
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  date.setUTCHours(Number(hour), Number(minute), Number(second))
  return date.getTime() + Number(`0${fraction}`) * 1000
}
