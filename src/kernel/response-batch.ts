/**
 * Responses are written together, at the end of the turn of the event loop that finished them. Each
 * write wakes a client that sleeps, which costs more than the request did where both share a
 * machine; one that was just woken is awake for the responses that follow at once.
 */
export class ResponseBatch {
  #waiting: (() => void)[] = []
  readonly #flush = (): void => {
    const sending = this.#waiting
    this.#waiting = []
    for (const send of sending) send()
  }

  /** @param send writes a response to its socket; must not throw */
  add(send: () => void): void {
    const count = this.#waiting.push(send)
    if (count === 1) setImmediate(this.#flush)
    // Clients that have their response go on while the rest of a long turn is served.
    else if (count === MOST) this.#flush()
  }
}

const MOST = 16
