/** The only file that may ask what time it is or set a timer, so that a test can own both. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number
  /** The same as `isoTime`. */
  isoNow(): string
  /**
   * Calls `callback` once, `delay` milliseconds from now, unless the returned function is called
   * first. A timer keeps the process alive only while `waiting` is 'required'.
   */
  setTimer(delay: number, callback: () => void, waiting?: 'required' | 'optional'): () => void
}

/** The longest delay a Node timer takes; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1

export const systemClock: Clock = {
  now: Date.now,
  isoNow: () => isoTime(Date.now()),
  setTimer(delay, callback, waiting = 'optional') {
    const timer = setTimeout(callback, Math.min(Math.max(delay, 0), LONGEST_DELAY))
    if (waiting === 'optional') timer.unref()
    return () => clearTimeout(timer)
  },
}

/**
 * The form in which times are stored: ISO 8601 in UTC with milliseconds and a `Z`, so that
 * comparing texts compares times.
 */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** Milliseconds since the epoch of a time that `isoTime` or `isoMicros` wrote. */
export function parseTime(text: string): number {
  return Date.parse(text.endsWith('Z') ? text : `${text}Z`)
}

/**
 * The form in which OpenStack shows most times: `2016-12-27T23:59:18.623100`, with microseconds
 * and without a zone (oslo.utils' `isotime` of a naive datetime).
 */
export function isoMicros(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString()
  const micros = Math.floor(milliseconds * 1000) % 1000
  return `${text.slice(0, -1)}${String(micros).padStart(3, '0')}`
}
