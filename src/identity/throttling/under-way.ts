/** Attempts that are being judged, in the order in which they came. */

interface Line {
  count: number
  /** Resolves when all that stand in it have been judged. */
  judged: Promise<void>
}

/** An attempt's place in the line. */
export interface Standing {
  /** How many came before it and were not judged when it came. */
  readonly ahead: number
  /** Resolves when those have been judged. */
  readonly turn: Promise<void>
  /** To be called when this one has been judged. */
  leave(): void
}

export class UnderWay {
  readonly #lines = new Map<string, Line>()

  enter(name: string): Standing {
    const line = this.#lines.get(name) ?? { count: 0, judged: Promise.resolve() }
    const { count: ahead, judged: turn } = line
    const { promise: mine, resolve } = Promise.withResolvers<void>()
    line.count += 1
    line.judged = turn.then(() => mine)
    this.#lines.set(name, line)
    const leave = (): void => {
      line.count -= 1
      if (line.count === 0) this.#lines.delete(name)
      resolve()
    }
    return { ahead, turn, leave }
  }
}
