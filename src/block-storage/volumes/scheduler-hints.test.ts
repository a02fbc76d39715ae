import { expect, test } from 'vitest'
import { readHints } from './scheduler-hints.ts'

const A = '11111111-2222-4333-8444-555555555555'
const B = '21111111-2222-4333-8444-555555555555'
const NOTHING = { same: [], different: [], server: undefined }

test.each([
  [null, NOTHING],
  [undefined, NOTHING],
  [{}, NOTHING],
  [{ bogus: 1 }, NOTHING],
  [{ same_host: [] }, NOTHING],
  [{ same_host: A }, { ...NOTHING, same: [A] }],
  [{ different_host: [A, B] }, { ...NOTHING, different: [A, B] }],
  [{ local_to_instance: A }, { ...NOTHING, server: A }],
  [{ local_to_instance: null }, NOTHING],
])('%j is read', (sent, hints) => {
  expect(readHints(sent)).toEqual(hints)
})

test.each([{ same_host: 'x' }, { different_host: [A, 'x'] }, { same_host: null }])(
  '%j cannot be fulfilled',
  (sent) => {
    expect(readHints(sent)).toBeUndefined()
  },
)
