/**
 * Which free address a port gets (neutron/ipam/drivers/neutrondb_ipam/driver.py, _generate_ips): one
 * by chance of the first thousand that are free in the first pool with room, or the first of all.
 *
 * How a store is to use it. Allocated addresses are rows with a unique key on (subnet, address), the
 * address by its `addressKey`. In the transaction that makes the port, `read` asks for the keys of one
 * subnet between two keys, in order, with a limit: an index gives them without looking at other rows.
 * Then the row is inserted; where the unique key refuses it, somebody else was faster, and the search
 * begins again. So no address is given twice, whatever runs at the same time.
 *
 * A pool fills from its beginning, so a search reads everything that is allocated before the first
 * thousand free ones. The store may spare it that: `from` is an address below which the pool is
 * known to be full. It is a hint and may be wrong: lower it when an address below is given back, raise
 * it to the `from` of what was found where that is `FAR` further; where a pool has no room from there
 * on, it is looked through from its first address. With a hint a search reads some six thousand keys,
 * however many ports there are: what chance left over in the thousand is taken soon after.
 */
import type { IpRange } from '../../kernel/ip/range.ts'

/** How many free addresses chance may choose among, for one port (upstream's MAX_WIN). */
const WINDOW = 1000
/** For several ports at once: so many for each, and so many at most (MULTIPLIER, MAX_WIN_MULTI). */
const WINDOW_EACH = 100
const WINDOW_OF_SEVERAL = 100_000

/** How many allocated addresses are read at once. */
const CHUNK = 4000

/** How far a hint must be behind to be worth writing. */
export const FAR = 1000n

export interface PoolToSearch extends IpRange {
  /** Below it the pool is said to be full. */
  readonly from?: bigint
}

/** Allocated addresses of the subnet in that range, in order, the first `limit` of them. */
export type ReadAllocated = (range: IpRange, limit: number) => Promise<readonly bigint[]>

export interface Search {
  /** In the order in which they are to be used. */
  readonly pools: readonly PoolToSearch[]
  readonly read: ReadAllocated
  /** The lowest ones, instead of some by chance. */
  readonly next: boolean
  /** A number in [0, 1). */
  readonly random: () => number
  /** How many addresses; one unless told. */
  readonly count?: number
}

export interface Found {
  /** Different ones; fewer than were asked for where no more are free. */
  readonly addresses: readonly bigint[]
  /** By pool of the search: the first free address there was, where it was looked for. */
  readonly from: ReadonlyMap<PoolToSearch, bigint>
}

export async function freeAddresses(search: Search): Promise<Found> {
  const { pools, read, count = 1 } = search
  const addresses: bigint[] = []
  const from = new Map<PoolToSearch, bigint>()
  for (const pool of pools) {
    const missing = count - addresses.length
    if (missing === 0) break
    const free = await firstFree(pool, missing, windowFor(search, missing), read)
    if (free.length > 0) from.set(pool, free[0]!)
    addresses.push(...chosen(free, missing, search))
  }
  return { addresses, from }
}

function windowFor({ next }: Search, count: number): number {
  if (next) return count
  return count === 1 ? WINDOW : Math.min(count * WINDOW_EACH, WINDOW_OF_SEVERAL)
}

/** The first `size`; those before the hint are looked for where `count` are not to be had after it. */
async function firstFree(
  pool: PoolToSearch,
  count: number,
  size: number,
  read: ReadAllocated,
): Promise<bigint[]> {
  const { version, first, last, from = first } = pool
  if (from <= first || from > last) return freeIn(pool, size, read)
  const after = await freeIn({ version, first: from, last }, size, read)
  if (after.length >= count) return after
  const before = await freeIn({ version, first, last: from - 1n }, size, read)
  return [...before, ...after].slice(0, size)
}

/** The first `size` addresses of the range that are free. */
async function freeIn(
  { version, first, last }: IpRange,
  size: number,
  read: ReadAllocated,
): Promise<bigint[]> {
  const free: bigint[] = []
  let at = first
  while (at <= last && free.length < size) {
    const taken = await read({ version, first: at, last }, CHUNK)
    const isAll = taken.length < CHUNK
    for (const gapEnd of isAll ? [...taken, last + 1n] : taken) {
      while (at < gapEnd && free.length < size) free.push(at++)
      if (free.length === size) return free
      at = gapEnd + 1n
    }
    if (isAll) break
  }
  return free
}

/** So many of them by chance (Fisher and Yates), or the first. */
function chosen(free: readonly bigint[], count: number, { next, random }: Search): bigint[] {
  if (next) return free.slice(0, count)
  const left = [...free]
  const result: bigint[] = []
  while (result.length < count && left.length > 0) {
    const at = Math.floor(random() * left.length)
    result.push(left[at]!)
    left[at] = left.at(-1)!
    left.pop()
  }
  return result
}
