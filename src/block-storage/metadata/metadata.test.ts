import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeMetadata, toRecord, type MetadataItem } from './metadata.ts'

const stored = (...keys: readonly string[]): MetadataItem[] =>
  keys.map((key, index) => ({ key, value: key, position: index + 1 }))

describe('a change is answered in the order of the real service', () => {
  test('changed keys first, then new ones, then the rest', () => {
    const { result } = changeMetadata(stored('a', 'b', 'c'), { new: 'n', c: 'C' }, 'merge')
    expect(Object.entries(result)).toEqual([
      ['c', 'C'],
      ['new', 'n'],
      ['a', 'a'],
      ['b', 'b'],
    ])
  })

  test('a key that keeps its value is part of the rest', () => {
    const { result, writes } = changeMetadata(stored('a', 'b'), { b: 'b', n: 'n' }, 'merge')
    expect(Object.keys(result)).toEqual(['n', 'a', 'b'])
    expect(writes.map(({ key }) => key)).toEqual(['n'])
  })
})

test('changed keys keep their place among the stored ones, new ones come last', () => {
  const { writes } = changeMetadata(stored('a', 'b'), { new: 'n', other: 'o', a: 'A' }, 'merge')
  expect(writes).toEqual([
    { key: 'a', value: 'A', position: 1 },
    { key: 'new', value: 'n', position: 3 },
    { key: 'other', value: 'o', position: 4 },
  ])
})

test('replacing removes what is not named, merging does not', () => {
  expect(changeMetadata(stored('a', 'b'), { b: 'B' }, 'replace').removes).toEqual(['a'])
  expect(changeMetadata(stored('a', 'b'), { b: 'B' }, 'merge').removes).toEqual([])
})

test('__proto__ is a key like any other', () => {
  const { result, writes } = changeMetadata([], JSON.parse('{"__proto__": "x"}'), 'merge')
  expect(Object.entries(result)).toEqual([['__proto__', 'x']])
  expect(writes.map(({ key }) => key)).toEqual(['__proto__'])
})

const metadata = fc.dictionary(fc.constantFrom('a', 'b', 'c', '1', '__proto__'), fc.string())

test('what is written and removed makes of the stored items what is answered', () => {
  fc.assert(
    fc.property(metadata, metadata, fc.constantFrom('merge', 'replace'), (before, asked, how) => {
      const items = Object.entries(before).map(([key, value], i) => ({ key, value, position: i }))
      const { writes, removes, result } = changeMetadata(items, asked, how)
      const after = new Map(items.map((item) => [item.key, item]))
      for (const key of removes) after.delete(key)
      for (const item of writes) after.set(item.key, item)
      const positions = [...after.values()].map(({ position }) => position)
      expect(toRecord([...after.values()])).toEqual(result)
      expect(new Set(positions).size).toBe(positions.length)
      expect(result).toEqual(how === 'merge' ? { ...before, ...asked } : asked)
    }),
  )
})
