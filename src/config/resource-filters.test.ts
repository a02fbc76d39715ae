import { expect, test } from 'vitest'
import { parseResourceFilters } from './resource-filters.ts'

const parse = (written: string) => parseResourceFilters(written, 'filters.json')

test('the file is read as Cinder writes it, in its order', () => {
  const read = parse('{\n    "volume": ["name~", "status"],\n    "backup": []\n}\n')
  expect([...read]).toEqual([
    ['volume', ['name~', 'status']],
    ['backup', []],
  ])
  expect([...parse('')]).toEqual([])
})

test.each([
  ['{"volume": "name"}', 'filters.json:1: volume must be a list of the names of filters'],
  [
    '{\n"pool": [],\n"volume": [1]}',
    'filters.json:3: volume must be a list of the names of filters',
  ],
  ['{"volume": [""]}', 'filters.json:1: volume must be a list of the names of filters'],
  ['["volume"]', 'filters.json:1: write one "name: value" a line'],
])('%j is refused', (written, message) => {
  expect(() => parse(written)).toThrow(message)
})
