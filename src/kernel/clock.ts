/**
 * The two clocks, and the forms in which times are written. This is the only file that may ask what
 * time it is or set a timer, so that a test can own both (docs/adr/0012).
 */

declare const BY: unique symbol

/** An instant by the cloud's clock: milliseconds since the epoch, UTC. */
export type CloudTime = number & { readonly [BY]?: 'cloud' }

/** An instant by the process's clock: milliseconds since the epoch, UTC. */
export type ProcessTime = number & { readonly [BY]?: 'process' }

/**
 * The time in the cloud: what answers show, and what decides whether something has expired or is
 * to be reclaimed. It may be moved while the process runs, so nothing that the process itself
 * depends on may go by it; it sets no timers.
 */
export interface CloudClock {
  now(): CloudTime
  /** The same as `isoTime`. */
  isoNow(): string
}

/**
 * The time of the machine, which nobody moves: claims, timers, backoff, throttling, log records,
 * and whatever somebody outside of the cloud has stamped by a clock of his own (passcodes, signed
 * requests, tokens of identity providers).
 */
export interface ProcessClock {
  now(): ProcessTime
  /**
   * Calls `callback` once, `delay` milliseconds from now, unless the returned function is called
   * first. A timer keeps the process alive only while `waiting` is 'required'.
   */
  setTimer(delay: number, callback: () => void, waiting?: 'required' | 'optional'): () => void
}

/** Both clocks, as a process is wired with them. */
export interface Clocks {
  readonly clock: CloudClock
  readonly processClock: ProcessClock
}

/** The longest delay a Node timer takes; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1

export const systemClock: CloudClock = {
  now: Date.now,
  isoNow: () => isoTime(Date.now()),
}

export const systemProcessClock: ProcessClock = {
  now: Date.now,
  setTimer(delay, callback, waiting = 'optional') {
    const timer = setTimeout(callback, Math.min(Math.max(delay, 0), LONGEST_DELAY))
    if (waiting === 'optional') timer.unref()
    return () => clearTimeout(timer)
  },
}

export const SYSTEM_CLOCKS: Clocks = { clock: systemClock, processClock: systemProcessClock }

/**
 * The form in which times are stored: ISO 8601 in UTC with milliseconds and a `Z`, so that
 * comparing texts compares times.
 */
export function isoTime(milliseconds: number): string {
  if (milliseconds !== lastWritten.milliseconds) {
    lastWritten = { milliseconds, text: new Date(milliseconds).toISOString() }
  }
  return lastWritten.text
}

/** Requests that come together ask for the same millisecond, more than once each. */
let lastWritten = { milliseconds: 0, text: new Date(0).toISOString() }

/** Milliseconds since the epoch of a time that `isoTime` or `isoMicros` wrote. */
export function parseTime(text: string): number {
  return Date.parse(text.endsWith('Z') ? text : `${text}Z`)
}

/**
 * The form in which OpenStack shows most times: `2016-12-27T23:59:18.623100`, with microseconds
 * and without a zone (oslo.utils' `isotime` of a naive datetime).
 */
export function isoMicros(milliseconds: number): string {
  const text = isoTime(milliseconds)
  const micros = Math.floor(milliseconds * 1000) % 1000
  return `${text.slice(0, -1)}${String(micros).padStart(3, '0')}`
}
