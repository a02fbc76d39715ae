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
