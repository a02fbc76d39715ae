import { expect, test } from 'vitest'
import { simulatedPools } from './backends.ts'

const nameOf = ({ name }: { name: string }) => name

test('every host has one pool, named as cinder names pools', () => {
  expect(simulatedPools(['one', 'two']).map(nameOf)).toEqual([
    'one@simulated#simulated',
    'two@simulated#simulated',
  ])
})

test('a backend runs on its hosts, else on all of them', () => {
  const backends = [{ name: 'slow' }, { name: 'fast', hosts: ['storage'] }]
  expect(simulatedPools(['one', 'two'], backends).map(nameOf)).toEqual([
    'one@slow#slow',
    'two@slow#slow',
    'storage@fast#fast',
  ])
})

test('what a pool does not say holds for the whole backend', () => {
  const backend = {
    name: 'fast',
    backendName: 'solid',
    zone: 'az2',
    capacityGib: 100,
    capabilities: { compression: true, vendor_name: 'Us' },
    pools: [{ name: 'a' }, { name: 'b', capacityGib: 7, capabilities: { compression: false } }],
  }
  const shared = { backendName: 'solid', zone: 'az2' }
  expect(simulatedPools(['one'], [backend])).toEqual([
    {
      ...shared,
      name: 'one@fast#a',
      capacityGib: 100,
      capabilities: { compression: true, vendor_name: 'Us' },
    },
    {
      ...shared,
      name: 'one@fast#b',
      capacityGib: 7,
      capabilities: { compression: false, vendor_name: 'Us' },
    },
  ])
})
