import { describe, expect, test } from 'vitest'
import { serviceZone, stateOf, topicOf, zonesOf, type ComputeService } from './compute-service.ts'

const base: ComputeService = {
  id: 1,
  uuid: 'd7a8a954-e2cb-4fcf-bb4b-499e9ec745e5',
  host: 'host-1',
  binary: 'nova-compute',
  disabled: false,
  disabledReason: null,
  forcedDown: false,
  poweredOn: true,
  createdAt: '',
  updatedAt: '',
  aggregateZone: null,
}

describe('the state of a service', () => {
  const times = (now: number) => ({ createdAt: 3_000, updatedAt: 3_000, now })

  test('it reports every ten seconds, counted from its start', () => {
    const at = (now: number) => stateOf(base, times(now), true).updatedAt
    expect([at(3_000), at(12_999), at(13_000), at(27_500)]).toEqual([3_000, 3_000, 13_000, 23_000])
  })

  test('a change after the last report is the later one', () => {
    const state = stateOf(base, { createdAt: 0, updatedAt: 14_500, now: 15_000 }, true)
    expect(state.updatedAt).toBe(14_500)
  })

  test('it is up as long as it runs, is not forced down and its host is on', () => {
    const up = (service: ComputeService, runs: boolean) => stateOf(service, times(20_000), runs).up
    expect(up(base, true)).toBe(true)
    expect(up(base, false)).toBe(false)
    expect(up({ ...base, forcedDown: true }, true)).toBe(false)
    expect(up({ ...base, poweredOn: false }, true)).toBe(false)
    expect(up({ ...base, disabled: true }, true)).toBe(true)
  })

  test('forced down it still reports, silent it does not', () => {
    const reported = (service: ComputeService, runs: boolean) =>
      stateOf(service, times(63_000), runs).updatedAt
    expect(reported({ ...base, forcedDown: true }, true)).toBe(63_000)
    expect(reported({ ...base, poweredOn: false }, true)).toBe(3_000)
    expect(reported(base, false)).toBe(3_000)
  })
})

describe('zones', () => {
  const scheduler = { ...base, binary: 'nova-scheduler', host: 'controller' }

  test('a host lies where its aggregates say, else in the default zone', () => {
    expect(serviceZone(base)).toBe('nova')
    expect(serviceZone({ ...base, aggregateZone: 'az1' })).toBe('az1')
    expect(serviceZone({ ...scheduler, aggregateZone: 'az1' })).toBe('internal')
  })

  test('a zone is available while one service of it is enabled', () => {
    const zones = zonesOf([
      { ...base, aggregateZone: 'z' },
      { ...base, aggregateZone: 'a' },
      { ...base, aggregateZone: 'a', disabled: true },
      { ...base, aggregateZone: 'y', disabled: true },
      { ...base, aggregateZone: 'b', disabled: true },
      scheduler,
    ])
    expect(zones).toEqual({ available: ['a', 'internal', 'z'], unavailable: ['b', 'y'] })
  })
})

test('a topic is the binary without its project', () => {
  expect(topicOf(base)).toBe('compute')
})
