import { isoTime, systemClock, type CloudClock, type CloudTime } from '../../src/kernel/clock.ts'

/** The real time, but late until a test catches up: what was made before then has grown old. */
export class LaggingClock implements CloudClock {
  #late: number

  /** @param late milliseconds */
  constructor(late: number) {
    this.#late = late
  }

  now(): CloudTime {
    return systemClock.now() - this.#late
  }

  isoNow(): string {
    return isoTime(this.now())
  }

  catchUp(): void {
    this.#late = 0
  }
}
