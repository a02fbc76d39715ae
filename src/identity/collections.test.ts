import { expect, test } from 'vitest'
import type { RequestContext } from '../kernel/context.ts'
import { limitOf } from './collections.ts'

test.each([
  ['', undefined, undefined],
  ['', 7, 7],
  ['limit=5', undefined, 5],
  ['limit=5', 7, 5],
  ['limit=9', 7, 9],
  ['limit=5000', undefined, 1000],
  ['limit=0', undefined, undefined],
  ['limit=-1', 7, 7],
  ['limit=many', 7, 7],
])('?%s where lists are %s long means %s', (query, usual, limit) => {
  const ctx = { search: new URLSearchParams(query) } as RequestContext
  expect(limitOf(ctx, usual)).toBe(limit)
})
