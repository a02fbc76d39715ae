import { expect, test } from 'vitest'
import { closest } from './suggest.ts'

const names = ['data-dir', 'database', 'hosts', 'region', 'listen']

test.each([
  ['datadir', 'data-dir'],
  ['regoin', 'region'],
  ['host', 'hosts'],
  ['Listen', 'listen'],
])('%s was meant to be %s', (typed, meant) => expect(closest(typed, names)).toBe(meant))

test.each(['verbose', 'x', ''])('nothing is guessed for %j', (typed) => {
  expect(closest(typed, names)).toBeUndefined()
})
