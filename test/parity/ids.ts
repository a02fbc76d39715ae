/**
 * Which identifier of the recording stands for which of the cloud under test. Pairs are learned
 * from answers, in the order of the cases, and put into later requests.
 */

const ID =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g

/** Where texts show the number of an aggregate, the one resource that counts. */
const NUMBER = /((?:os-aggregates\/0*|[Aa]ggregate |Aggregate: ))(\d+)/g

export class Ids {
  readonly #theirs = new Map<string, string>()
  readonly #ours = new Map<string, string>()
  readonly #names = new Map<string, string>()

  /** A name that each cloud has chosen for the same thing, such as that of a host. */
  pairName(recorded: string, ours: string): void {
    this.#names.set(ours, recorded)
  }

  /** False when one of the two is already paired with something else. */
  pair(recorded: string, ours: string): boolean {
    if (!this.#theirs.has(recorded) && !this.#ours.has(ours)) {
      this.#theirs.set(recorded, ours)
      this.#ours.set(ours, recorded)
    }
    return this.#theirs.get(recorded) === ours
  }

  pairNumber(recorded: number, ours: number): boolean {
    return this.pair(`#${recorded}`, `#${ours}`)
  }

  /** A recorded text as it reads in the cloud under test. */
  toOurs(text: string): string {
    return this.#numbers(this.#variants(text), this.#theirs)
  }

  /** The other way round, for comparing. */
  toRecorded(text: string): string {
    const name = this.#names.get(text)
    if (name !== undefined) return name
    return this.#numbers(
      text.replace(ID, (id) => this.#ours.get(id) ?? id),
      this.#ours,
    )
  }

  /** Pairs the identifiers of two texts by their position, where they can be paired. */
  pairWithin(recorded: string, ours: string): void {
    const [theirs, mine] = [recorded.match(ID) ?? [], ours.match(ID) ?? []]
    if (theirs.length !== mine.length) return
    theirs.forEach((id, i) => {
      if (id.length === mine[i]!.length) this.pair(id, mine[i]!)
    })
  }

  #numbers(text: string, map: ReadonlyMap<string, string>): string {
    return text.replace(NUMBER, (all, before: string, number: string) => {
      const other = map.get(`#${number}`)
      return other === undefined ? all : before + other.slice(1)
    })
  }

  /** Requests also spell identifiers in capitals, with hyphens, and cut short. */
  #variants(text: string): string {
    return text.replace(/[0-9A-Fa-f][0-9A-Fa-f-]{18,35}/g, (word) => {
      const exact = this.#theirs.get(word)
      if (exact !== undefined) return exact
      for (const [theirs, ours] of this.#theirs) {
        if (theirs.length < 32) continue
        if (word === theirs.toUpperCase()) return ours.toUpperCase()
        if (word.replaceAll('-', '') === theirs) return hyphenated(ours)
        if (theirs.startsWith(word)) return ours.slice(0, word.length)
      }
      return word
    })
  }
}

export function isId(text: string): boolean {
  return text.replace(ID, '') === '' && text !== ''
}

function hyphenated(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
