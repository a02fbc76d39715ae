/**
 * Addresses of subnets that were free when somebody looked, so that not each port that is made reads
 * what thousands of others have. They are suggestions: the unique key of the database decides, and who
 * finds one taken draws another.
 */
import type { PoolToSearch } from './allocation.ts'

/** How many subnets are remembered. */
const REMEMBERED = 1000

export class FreeList {
  #free: bigint[] = []
  /** By pool: below it the pool was full. */
  readonly from = new Map<string, bigint>()

  /** One of them by chance, which nobody else then gets. @param random a number in [0, 1) */
  draw(random: () => number): bigint | undefined {
    const at = Math.floor(random() * this.#free.length)
    const drawn = this.#free[at]
    const last = this.#free.pop()
    if (last !== undefined && at < this.#free.length) this.#free[at] = last
    return drawn
  }

  fill(free: readonly bigint[]): void {
    this.#free = [...free]
  }

  withHint(pool: PoolToSearch): PoolToSearch {
    const from = this.from.get(keyOf(pool))
    return from === undefined ? pool : { ...pool, from }
  }

  learn(pool: PoolToSearch, from: bigint): void {
    this.from.set(keyOf(pool), from)
  }
}

function keyOf({ first, last }: PoolToSearch): string {
  return `${first}-${last}`
}

/** The lists of one process, the last used at the end. */
export class FreeLists {
  readonly #lists = new Map<string, FreeList>()

  /** @param pools by which it is told whether the subnet still has the same */
  of(subnetId: string, pools: string): FreeList {
    const key = `${subnetId} ${pools}`
    const list = this.#lists.get(key) ?? new FreeList()
    this.#lists.delete(key)
    this.#lists.set(key, list)
    if (this.#lists.size > REMEMBERED) this.#lists.delete(this.#lists.keys().next().value!)
    return list
  }
}
