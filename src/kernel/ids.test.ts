import { expect, test } from 'vitest'
import { SeededIds } from '../../test/support/seeded-ids.ts'
import { systemIds } from './ids.ts'

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

test.each([
  ['the system’s', systemIds],
  ['seeded', new SeededIds(7)],
])('%s identifiers have the forms that clients check', (_, ids) => {
  expect(ids.uuid()).toMatch(new RegExp(`^${UUID}$`))
  expect(ids.hex()).toMatch(/^[0-9a-f]{32}$/)
  expect(ids.requestId()).toMatch(new RegExp(`^req-${UUID}$`))
  expect(new Set(Array.from({ length: 1000 }, () => ids.uuid())).size).toBe(1000)
  expect(ids.random()).toBeLessThan(1)
})

function draw(seed: number): string[] {
  const ids = new SeededIds(seed)
  return [ids.uuid(), ids.hex(), ids.requestId()]
}

test('the same seed gives the same identifiers', () => {
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
})
