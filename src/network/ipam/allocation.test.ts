import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SeededIds } from '../../../test/support/seeded-ids.ts'
import type { IpRange } from '../../kernel/ip/range.ts'
import { FAR, freeAddresses, type PoolToSearch, type Search } from './allocation.ts'

/** A store of allocated addresses that counts what it reads. */
class Allocated {
  readonly taken = new Set<bigint>()
  rows = 0
  reads = 0

  readonly read = async ({ first, last }: IpRange, limit: number): Promise<bigint[]> => {
    const found = [...this.taken]
      .filter((one) => one >= first && one <= last)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .slice(0, limit)
    this.reads += 1
    this.rows += found.length
    return found
  }
}

const ids = new SeededIds(7)

function search(store: Allocated, pools: PoolToSearch[], more: Partial<Search> = {}): Search {
  return { pools, read: store.read, next: false, random: () => ids.random(), ...more }
}

function pool(first: number, last: number, from?: number): PoolToSearch {
  const range = { version: 4 as const, first: BigInt(first), last: BigInt(last) }
  return from === undefined ? range : { ...range, from: BigInt(from) }
}

test('chance chooses among the first thousand free addresses, each of them', async () => {
  const store = new Allocated()
  for (let one = 10; one < 500; one += 2) store.taken.add(BigInt(one))
  const pools = [pool(10, 100_000)]
  const free = Array.from({ length: 5000 }, (_, i) => BigInt(i + 10))
    .filter((one) => !store.taken.has(one))
    .slice(0, 1000)
  const choose = async (random: number) =>
    (await freeAddresses(search(store, pools, { random: () => random }))).addresses
  expect(await choose(0)).toEqual([free[0]])
  expect(await choose(0.999_999)).toEqual([free[999]])
  expect(await choose(0.5)).toEqual([free[500]])
})

test('the lowest address that is free, where that is asked for', async () => {
  const store = new Allocated()
  for (const one of [10n, 11n, 13n]) store.taken.add(one)
  const { addresses } = await freeAddresses(search(store, [pool(10, 20)], { next: true, count: 3 }))
  expect(addresses).toEqual([12n, 14n, 15n])
})

test('a pool without room is passed over, and in the end there is none', async () => {
  const store = new Allocated()
  const pools = [pool(10, 11), pool(20, 21)]
  const got: bigint[] = []
  for (let i = 0; i < 5; i += 1) {
    const { addresses } = await freeAddresses(search(store, pools))
    addresses.forEach((one) => store.taken.add(one))
    got.push(...addresses)
  }
  expect(got.slice(0, 2).toSorted((a, b) => Number(a - b))).toEqual([10n, 11n])
  expect(got.slice(2).toSorted((a, b) => Number(a - b))).toEqual([20n, 21n])
  expect((await freeAddresses(search(store, []))).addresses).toEqual([])
})

describe('several at once', () => {
  test('are different, and go on in the next pool', async () => {
    const store = new Allocated()
    store.taken.add(11n)
    const pools = [pool(10, 13), pool(20, 29)]
    const { addresses } = await freeAddresses(search(store, pools, { count: 8 }))
    expect(new Set(addresses).size).toBe(8)
    expect(addresses.slice(0, 3).toSorted((a, b) => Number(a - b))).toEqual([10n, 12n, 13n])
    expect(addresses.slice(3).every((one) => one >= 20n && one <= 29n)).toBe(true)
  })

  test('are as many as there are', async () => {
    const store = new Allocated()
    const { addresses } = await freeAddresses(search(store, [pool(10, 13)], { count: 8 }))
    expect(addresses.toSorted((a, b) => Number(a - b))).toEqual([10n, 11n, 12n, 13n])
  })
})

describe('a hint where the pool begins to have room', () => {
  test('spares reading what is before', async () => {
    const store = new Allocated()
    for (let one = 10; one < 5010; one += 1) store.taken.add(BigInt(one))
    await freeAddresses(search(store, [pool(10, 100_000)]))
    expect(store.rows).toBe(5000)
    store.rows = 0
    const hinted = pool(10, 100_000, 5010)
    const { addresses, from } = await freeAddresses(search(store, [hinted]))
    expect(store.rows).toBe(0)
    expect(addresses[0]! >= 5010n && addresses[0]! < 6010n).toBe(true)
    expect(from.get(hinted)).toBe(5010n)
  })

  test('may be wrong: what is free before is found when nothing is free after', async () => {
    const store = new Allocated()
    for (let one = 50; one <= 99; one += 1) store.taken.add(BigInt(one))
    for (const from of [50, 99, 100, 5000]) {
      const hinted = pool(10, 99, from)
      const found = await freeAddresses(search(store, [hinted], { next: true }))
      expect(found.addresses).toEqual([10n])
      expect(found.from.get(hinted)).toBe(10n)
    }
  })
})

test('no address is given twice or outside of the pools, and one that is given back comes again', async () => {
  const act = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ take: fc.integer({ min: 1, max: 5 }), next: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ giveBack: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ hint: fc.integer({ min: 0, max: 60 }) }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const store = new Allocated()
      const bounds = [pool(10, 24), pool(30, 30), pool(40, 51)]
      const all = bounds.flatMap(({ first, last }) =>
        Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i)),
      )
      let hint = 0
      for (const one of acts) {
        if ('hint' in one) hint = one.hint
        else if ('giveBack' in one)
          store.taken.delete([...store.taken][one.giveBack % (store.taken.size + 1)]!)
        else {
          const pools = bounds.map((range) => ({ ...range, from: BigInt(hint) }))
          const free = all.filter((address) => !store.taken.has(address))
          const { addresses } = await freeAddresses(
            search(store, pools, { count: one.take, next: one.next }),
          )
          expect(addresses).toHaveLength(Math.min(one.take, free.length))
          expect(addresses.every((address) => free.includes(address))).toBe(true)
          expect(new Set(addresses).size).toBe(addresses.length)
          addresses.forEach((address) => store.taken.add(address))
        }
      }
    }),
  )
})

test('with the hint a search stays short in a large subnet, however many ports there are', async () => {
  const full = 200_000n
  const beyond = new Set<bigint>()
  let rows = 0
  const read = async ({ first }: IpRange, limit: number): Promise<bigint[]> => {
    const found: bigint[] = []
    const end = full + BigInt(beyond.size) + 1000n
    for (let at = first; at <= end && found.length < limit; at += 1n) {
      if (at <= full || beyond.has(at)) found.push(at)
    }
    rows += found.length
    return found
  }
  let hint = 1n
  let most = 0
  for (let i = 0; i < 1500; i += 1) {
    const one: PoolToSearch = { version: 4, first: 1n, last: 16_777_214n, from: hint }
    const more = { pools: [one], read, next: false, random: () => ids.random() }
    const { addresses, from } = await freeAddresses(more)
    beyond.add(addresses[0]!)
    if (i > 0) most = Math.max(most, rows)
    rows = 0
    const first = from.get(one)!
    if (first - hint > FAR || first < hint) hint = first
  }
  expect(beyond.size).toBe(1500)
  expect(most).toBeLessThan(2000)
})
