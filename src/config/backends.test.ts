import { expect, test } from 'vitest'
import { backends } from './backends.ts'

test('names with capacities are read from text', () => {
  expect(backends.read('fast=1000, slow', '/')).toMatchObject([
    { name: 'fast', capacityGib: 1000 },
    { name: 'slow' },
  ])
})

test('a list of names and maps is read from the file', () => {
  const fast = {
    ...{ name: 'fast', 'backend-name': 'solid', hosts: ['storage-1'], zone: 'az2' },
    ...{ capacity: 1000, capabilities: { compression: true, tiers: 3, vendor_name: 'Us' } },
    pools: ['a', { name: 'b', capacity: 5, capabilities: { compression: false } }],
  }
  expect(backends.read(['slow', fast], '/')).toMatchObject([
    { name: 'slow' },
    {
      ...{ name: 'fast', backendName: 'solid', hosts: ['storage-1'], zone: 'az2' },
      ...{ capacityGib: 1000, capabilities: { compression: true, tiers: 3, vendor_name: 'Us' } },
      pools: [{ name: 'a' }, { name: 'b', capacityGib: 5, capabilities: { compression: false } }],
    },
  ])
})

test.each([
  '',
  'fast,fast',
  'a#b',
  'fast=',
  'fast=0',
  'fast=1.5',
  3,
  [],
  [{}],
  [{ name: 'fast', colour: 'red' }],
  [{ name: 'fast', 'backend-name': '' }],
  [{ name: 'fast', hosts: [] }],
  [{ name: 'fast', hosts: 'one' }],
  [{ name: 'fast', zone: 'a b' }],
  [{ name: 'fast', pools: [] }],
  [{ name: 'fast', pools: ['a', 'a'] }],
  [{ name: 'fast', pools: [{ name: 'a', zone: 'az2' }] }],
  [{ name: 'fast', capabilities: ['x'] }],
  [{ name: 'fast', capabilities: { x: { y: 1 } } }],
])('%j is not taken', (raw) => {
  expect(backends.read(raw, '/')).toBeUndefined()
})
