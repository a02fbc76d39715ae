import { expect, test } from 'vitest'
import { networkAgents } from './network-agents.ts'

test('kinds are read from text', () => {
  expect(networkAgents.read('ovs, dhcp,l3', '/')).toMatchObject([
    { kind: 'ovs' },
    { kind: 'dhcp' },
    { kind: 'l3' },
  ])
  expect(networkAgents.read('', '/')).toEqual([])
})

test('a list of kinds and maps is read from the file', () => {
  const dhcp = { kind: 'dhcp', hosts: ['rack1-a'], zone: 'rack1' }
  const more = { kind: 'dhcp', hosts: ['rack2-a'], zone: 'rack2' }
  const l3 = { kind: 'l3', zone: 'az1', mode: 'dvr_snat' }
  expect(networkAgents.read(['ovs', dhcp, more, l3], '/')).toMatchObject([
    { kind: 'ovs' },
    dhcp,
    more,
    l3,
  ])
})

test.each([
  'bogus',
  'ovs,ovs',
  3,
  [{}],
  [{ kind: 'ovs', zone: 'nova' }],
  [{ kind: 'dhcp', mode: 'dvr' }],
  [{ kind: 'l3', mode: 'fast' }],
  [{ kind: 'l3', hosts: [] }],
  [{ kind: 'l3', hosts: 'one' }],
  [{ kind: 'l3', hosts: ['a b'] }],
  [{ kind: 'l3', zone: 'a b' }],
  [{ kind: 'l3', colour: 'red' }],
  ['l3', { kind: 'l3', hosts: ['one'] }],
  [
    { kind: 'l3', hosts: ['one'] },
    { kind: 'l3', hosts: ['one'] },
  ],
])('%j is refused', (raw) => {
  expect(networkAgents.read(raw, '/')).toBeUndefined()
})
