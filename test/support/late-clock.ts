import { systemClock, type Clock } from '../../src/kernel/clock.ts'
import { isoTime } from '../../src/kernel/clock.ts'

/** The real time, but late until a test catches up: what was made before then has grown old. */
export class LateClock implements Clock {
  #late: number

  /** @param late milliseconds */
  constructor(late: number) {
    this.#late = late
  }

  now(): number {
    return systemClock.now() - this.#late
  }

  isoNow(): string {
    return isoTime(this.now())
  }

  setTimer: Clock['setTimer'] = (...timer) => systemClock.setTimer(...timer)

  catchUp(): void {
    this.#late = 0
  }
}
