import type { Ids } from '../../src/kernel/ids.ts'

/** Identifiers that are the same in every run with the same seed (mulberry32). */
export class SeededIds implements Ids {
  #state: number

  constructor(seed = 1) {
    this.#state = seed
  }

  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  hex(): string {
    let text = ''
    while (text.length < 32) text += Math.floor(this.random() * 16).toString(16)
    return text
  }

  uuid(): string {
    const hex = this.hex()
    const groups = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
    ]
    return `${groups.join('-')}-${hex.slice(20)}`
  }

  requestId(): string {
    return `req-${this.uuid()}`
  }
}
