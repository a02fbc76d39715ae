import {
  isoTime,
  type CloudClock,
  type CloudTime,
  type ProcessClock,
  type ProcessTime,
} from '../../src/kernel/clock.ts'

const START = Date.UTC(2026, 0, 1)

/** A cloud's clock that stands still until a test moves it. */
export class ManualClock implements CloudClock {
  #now: number

  constructor(start = START) {
    this.#now = start
  }

  now(): CloudTime {
    return this.#now
  }

  isoNow(): string {
    return isoTime(this.#now)
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
  }
}

/** A process's clock that stands still, and whose timers wait, until a test moves it. */
export class ManualProcessClock implements ProcessClock {
  #now: number
  #timers: { at: number; callback: () => void }[] = []

  constructor(start = START) {
    this.#now = start
  }

  now(): ProcessTime {
    return this.#now
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
