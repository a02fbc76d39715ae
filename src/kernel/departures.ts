/**
 * Answers leave together, at the end of the turn of the event loop that finished them. Each write
 * wakes a client that sleeps, which costs more than the request did where both share a machine;
 * one that was just woken is awake for those that follow at once.
 */
export class Departures {
  #waiting: (() => void)[] = []
  readonly #leave = (): void => {
    const leaving = this.#waiting
    this.#waiting = []
    for (const send of leaving) send()
  }

  /** @param send puts an answer on the wire; must not throw */
  add(send: () => void): void {
    const count = this.#waiting.push(send)
    if (count === 1) setImmediate(this.#leave)
    // Clients that were answered work on while the rest of a long turn is served.
    else if (count === MOST) this.#leave()
  }
}

const MOST = 16
