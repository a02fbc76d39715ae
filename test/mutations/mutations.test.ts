/** The table of `npm run mutate` fits the program as it is. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutated, MUTATIONS } from './mutations.ts'

test.each(MUTATIONS)('can be made, and has tests to notice it: $mistake', (mutation) => {
  const source = readFileSync(mutation.file, 'utf8')
  expect(mutated(source, mutation)).not.toBe(source)
  expect(mutation.tests).not.toEqual([])
  expect(mutation.tests.filter((path) => !existsSync(path))).toEqual([])
})

test('a text that stands elsewhere too, or no more, is refused', () => {
  const mutation = { ...MUTATIONS[0]!, file: 'a.ts', text: 'b', replacement: '$&c' }
  expect(mutated('abc', mutation)).toBe('a$&cc')
  for (const [source, times] of [
    ['bb', 2],
    ['', 0],
  ] as const) {
    expect(() => mutated(source, mutation)).toThrow(`stands ${times} times in a.ts`)
  }
})
