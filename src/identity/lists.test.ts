import { expect, test } from 'vitest'
import { boolean, columns, text } from '../kernel/lists/conditions.ts'
import { EVERYTHING } from '../kernel/lists/request.ts'
import { conditionsIn, limitOf, matching } from './lists.ts'

const ITEMS = [
  { id: '1', name: 'Alpha', enabled: true },
  { id: '2', name: 'alphabet', enabled: false },
  { id: '3', name: 'beta', enabled: true },
]

const COLUMNS = columns({ name: text(), enabled: boolean(), id: text({ filter: false }) })

test.each([
  ['name=beta', '3'],
  ['name=Beta', ''],
  ['name__contains=alpha', '2'],
  ['name__icontains=ALPHA', '12'],
  ['name__startswith=A', '1'],
  ['name__iendswith=A', '13'],
  ['name__endswith=bet', '2'],
  ['name__sounds=x', '123'],
  ['enabled=no', '2'],
  ['enabled', '13'],
  ['enabled=1&name__icontains=alpha', '1'],
  ['name=beta&name=Alpha', '3'],
  ['id=1', '123'],
  ['__proto__=x&toString=y', '123'],
])('%s leaves %s', (query, ids) => {
  const conditions = conditionsIn(COLUMNS, new URLSearchParams(query))
  const found = matching(ITEMS, { ...EVERYTHING, conditions })
  expect(found.map(({ id }) => id).join('')).toBe(ids)
})

test.each([
  [undefined, undefined, undefined],
  [undefined, 7, 7],
  ['5', undefined, 5],
  ['5', 7, 5],
  ['9', 7, 9],
  ['5000', undefined, 1000],
  ['0', undefined, undefined],
  ['-1', 7, 7],
  ['many', 7, 7],
])('limit=%s where lists are %s long means %s', (asked, usual, limit) => {
  expect(limitOf(asked, usual)).toBe(limit)
})
