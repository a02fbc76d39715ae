import { type Clock, isoTime } from '../../src/kernel/clock.ts'

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number
  #timers: { at: number; callback: () => void }[] = []

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  isoNow(): string {
    return isoTime(this.#now)
  }

  setTimer(delay: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(delay, 0), callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Lets time pass and calls what falls due on the way, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((other) => other !== due)
      this.#now = due.at
      due.callback()
    }
    this.#now = end
  }

  /** How many timers are set. */
  get waiting(): number {
    return this.#timers.length
  }
}
