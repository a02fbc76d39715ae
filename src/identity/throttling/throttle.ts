/**
 * Slows those down who guess: passwords, passcodes and secrets. Keystone has nothing of the kind
 * but its lock-out, which also locks out the one whose account it is. Here an account waits only
 * where the guesses came from, so nobody can keep somebody else out who is elsewhere.
 *
 * It is kept in memory, by each process for itself, and has an end there: what is pushed out by
 * newer failures is forgotten.
 */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { ProcessClock } from '../../kernel/clock.ts'
import { Fault } from '../../kernel/faults.ts'
import { tooManyAttempts } from '../faults.ts'
import { networkOf } from './network.ts'
import { UnderWay } from './under-way.ts'

/** How many accounts, seen from one place each, and how many places are remembered. */
const ACCOUNTS = 50_000
const PLACES = 10_000

const SECOND = 1_000
/** The first wait; each failure after it doubles it, up to the longest. Milliseconds. */
const FIRST_WAIT = SECOND
const LONGEST_WAIT = 900 * SECOND
/** After so long without another failure all is forgotten. Milliseconds. */
const FORGOTTEN = 86_400 * SECOND

/** A place may fail so many times as often as an account, for all the accounts it tries. */
const PLACE_FACTOR = 50
/** And so often: a place is forgiven that many failures of one account's worth. Milliseconds. */
const PLACE_PERIOD = 60 * SECOND

interface Account {
  failures: number
  /** No attempt is judged before. Milliseconds since 1970. */
  until: number
  /** When the last attempt failed. */
  last: number
}

interface Place {
  /** Failures, less those that time has forgiven. */
  level: number
  at: number
}

export interface Attempt {
  /** Whose secret it is, and of what kind: `password default demo`. */
  readonly account: string
  /** The address of the client. */
  readonly address: string
}

export class Throttle {
  readonly #most: number
  readonly #clock: Pick<ProcessClock, 'now'>
  readonly #accounts = new LRUCache<string, Account>({ max: ACCOUNTS })
  readonly #places = new LRUCache<string, Place>({ max: PLACES })
  readonly #underWay = new UnderWay()

  /** @param most failures of an account from one place before it has to wait; 0 is any number */
  constructor(most: number, clock: Pick<ProcessClock, 'now'>) {
    this.#most = most
    this.#clock = clock
  }

  /**
   * Lets `prove` judge an attempt, and counts it where that refuses with 401 or 404. Attempts that
   * are under way when the limit is reached are not answered either: a hundred guesses at once tell
   * no more than one after the other. The right one among them may be judged sooner than those
   * before it, and waits for them where they could reach the limit.
   * @throws 429 with the time to wait, and whatever `prove` throws
   */
  async guard<T>({ account, address }: Attempt, prove: () => Promise<T>): Promise<T> {
    if (this.#most === 0) return prove()
    const place = networkOf(address)
    const key = createHash('sha256').update(`${place} ${account}`).digest('base64url')
    this.#refuse(key, place)
    const ofAccount = this.#underWay.enter(key)
    const ofPlace = this.#underWay.enter(place)
    try {
      const proof = await prove()
      const failures = this.#accounts.get(key)?.failures ?? 0
      if (failures + ofAccount.ahead >= this.#most) await ofAccount.turn
      const level = this.#levelOf(place, this.#clock.now())
      if (level + ofPlace.ahead >= this.#most * PLACE_FACTOR) await ofPlace.turn
      this.#refuse(key, place)
      this.#accounts.delete(key)
      return proof
    } catch (error) {
      if (!(error instanceof Fault) || (error.status !== 401 && error.status !== 404)) throw error
      this.#refuse(key, place)
      this.#count(key, place)
      throw error
    } finally {
      ofAccount.leave()
      ofPlace.leave()
    }
  }

  #refuse(key: string, place: string): void {
    const now = this.#clock.now()
    const account = this.#accounts.get(key)
    const wait = Math.max((account?.until ?? 0) - now, this.#waitOf(place, now))
    if (wait > 0) throw tooManyAttempts(Math.ceil(wait / SECOND))
  }

  #count(key: string, place: string): void {
    const now = this.#clock.now()
    const known = this.#accounts.get(key)
    const before = known !== undefined && now - known.last < FORGOTTEN ? known.failures : 0
    const failures = before + 1
    const beyond = failures - this.#most
    const wait = beyond < 0 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(beyond, 20))
    this.#accounts.set(key, { failures, until: now + wait, last: now })
    this.#places.set(place, { level: this.#levelOf(place, now) + 1, at: now })
  }

  #levelOf(place: string, now: number): number {
    const known = this.#places.get(place)
    if (known === undefined) return 0
    return Math.max(0, known.level - ((now - known.at) / PLACE_PERIOD) * this.#most)
  }

  /** Until the place may fail once more. */
  #waitOf(place: string, now: number): number {
    const over = this.#levelOf(place, now) - (this.#most * PLACE_FACTOR - 1)
    return over <= 0 ? 0 : (over / this.#most) * PLACE_PERIOD
  }
}
