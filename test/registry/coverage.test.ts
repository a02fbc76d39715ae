/** What can be said of coverage before anything has run: what is there, and why the rest is not. */
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { coverageOf } from '../../src/kernel/coverage.ts'
import { inventoryOf, REASONS } from '../support/inventory.ts'

/** Services of which so little is missing that each missing call has to have a reason. */
const NEARLY_WHOLE: ReadonlySet<string> = new Set(['identity'])

const ROWS = SERVICES.flatMap((service) =>
  coverageOf(service, inventoryOf(service.type), new Set(), REASONS),
)

test('every current call that is missing has a reason, where few are missing', () => {
  const silent = ROWS.filter(
    ({ service, state, here, why }) =>
      NEARLY_WHOLE.has(service) && state === 'current' && here === 'absent' && why === undefined,
  )
  expect(
    silent.map(({ service, method, path }) => `${service} ${method} ${path}`),
    'say why in test/inventory/left-out.tsv',
  ).toEqual([])
})

test('every reason is of a call that is missing', () => {
  const missing = new Set(
    ROWS.filter(({ here }) => here === 'absent').map(({ service, method, path, action }) =>
      [service, method, path, action].join('\t'),
    ),
  )
  const stale = [...REASONS.keys()].filter((key) => !missing.has(key))
  expect(stale, 'it is here: take it out of test/inventory/left-out.tsv').toEqual([])
})

test('the inventory holds all 236 current calls of the Identity reference', () => {
  const current = inventoryOf('identity').filter(({ state }) => state === 'current')
  expect(current.reduce((sum, { listed = 1 }) => sum + listed, 0)).toBe(236)
})
