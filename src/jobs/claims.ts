import { isoTime, type ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Database } from '../storage/database.ts'
import { renewClaims, type Claimed } from './store.ts'

/**
 * How long a claim holds without a sign of life, in milliseconds: what a user waits for, beside the
 * work itself, when the process that did it was killed. A process that lives and was only silent
 * for so long does its work for nothing, but does no harm: see `JobWork`.
 */
export const CLAIM = 5_000

interface ClaimsParts {
  database: Database
  clock: ProcessClock
  log: Log
}

/**
 * What this process has in hand. While that is anything, it says three times a claim's length that
 * it lives, in one statement however many jobs there are.
 */
export class Claims {
  readonly #parts: ClaimsParts
  readonly #held = new Set<Claimed>()
  #cancel: (() => void) | undefined

  constructor(parts: ClaimsParts) {
    this.#parts = parts
  }

  hold(claimed: Claimed): void {
    this.#held.add(claimed)
    if (this.#cancel === undefined) this.#schedule()
  }

  /** Whatever of it was not finished is done again, by whoever comes first, when it expires. */
  letGo(claimed: Claimed): void {
    this.#held.delete(claimed)
    if (this.#held.size > 0) return
    this.#cancel?.()
    this.#cancel = undefined
  }

  #schedule(): void {
    this.#cancel = this.#parts.clock.setTimer(CLAIM / 3, () => {
      this.#renew()
      this.#schedule()
    })
  }

  #renew(): void {
    const { database, clock, log } = this.#parts
    const until = isoTime(clock.now() + CLAIM)
    const ids = [...this.#held].map(({ id }) => id)
    const claims = [...new Set([...this.#held].map(({ claim }) => claim))]
    database
      .write((tx) => tx.run(renewClaims, { ids, claims, until }))
      .catch((err: unknown) => log.warn({ err, jobs: ids.length }, 'claims not renewed'))
  }
}
