import { expect, test } from 'vitest'
import { matching } from './filters.ts'

const ITEMS = [
  { id: '1', name: 'Alpha', enabled: true },
  { id: '2', name: 'alphabet', enabled: false },
  { id: '3', name: 'beta', enabled: true },
]

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
  const found = matching(ITEMS, new URLSearchParams(query), ['name', 'enabled'])
  expect(found.map(({ id }) => id).join('')).toBe(ids)
})
