import { describe, expect, test } from 'vitest'
import type { VolumeService } from '../services/services.ts'
import type { VolumeType } from '../volume-types/volume-types.ts'
import { candidatePools, refuseSizeOfType, saysOf, zonesFor } from './placement.ts'
import type { Volume } from './volume.ts'

const pool = (host: string, capacityGib = 100) => ({
  name: `${host}@simulated#simulated`,
  capacityGib,
  ...{ backendName: 'simulated', zone: 'nova', capabilities: {} },
})
const service = (host: string, more: Partial<VolumeService> = {}): VolumeService => ({
  binary: 'cinder-volume',
  host: `${host}@simulated`,
  zone: 'nova',
  disabled: false,
  disabledReason: null,
  frozen: false,
  changedAt: null,
  ...more,
})
const type = (specs: Record<string, string> = {}): VolumeType => ({
  id: 't',
  name: 'fast',
  description: null,
  isPublic: true,
  isDefault: false,
  qosSpecsId: null,
  createdAt: '',
  updatedAt: null,
  extraSpecs: new Map(Object.entries(specs)),
  projects: [],
})

describe('candidatePools', () => {
  const POOLS = ['a', 'b', 'c'].map((host) => pool(host))
  const SERVICES = ['a', 'b', 'c'].map((host) => service(host))
  const NO_SPECS = new Map<string, string>()
  const WANTED = { sizeGib: 10, zones: ['nova'], preferred: null, specs: NO_SPECS }
  const names = (...args: Parameters<typeof candidatePools>) =>
    candidatePools(...args).map(({ name }) => name[0])

  test('the emptiest comes first', () => {
    const allocated = new Map([
      [POOLS[0]!.name, 20],
      [POOLS[2]!.name, 5],
    ])
    expect(names(POOLS, allocated, SERVICES, WANTED)).toEqual(['b', 'c', 'a'])
  })

  test('the pool of the source comes before all others', () => {
    const allocated = new Map([[POOLS[0]!.name, 20]])
    const wanted = { ...WANTED, preferred: POOLS[0]!.name, specs: NO_SPECS }
    expect(names(POOLS, allocated, SERVICES, wanted)).toEqual(['a', 'b', 'c'])
  })

  test('a full pool is none, to the last GiB', () => {
    const at = (used: number) => new Map([[POOLS[0]!.name, used]])
    expect(names(POOLS, at(90), SERVICES, WANTED)).toContain('a')
    expect(names(POOLS, at(91), SERVICES, WANTED)).not.toContain('a')
  })

  test('a disabled service, one of another zone and a scheduler take no volumes', () => {
    const services = [
      service('a', { disabled: true }),
      service('b', { zone: 'other' }),
      service('c', { binary: 'cinder-scheduler' }),
    ]
    expect(names(POOLS, new Map(), services, WANTED)).toEqual([])
  })
})

describe('zonesFor', () => {
  const services = [service('a'), service('b', { zone: 'west' })]
  const volume = { availability_zone: 'west' } as Volume
  const source = { volume, name: 'source volume' }

  test('what is asked for, else that of the source, else the default', () => {
    expect(zonesFor('west', type(), undefined, services)).toEqual(['west'])
    expect(zonesFor(null, type(), source, services)).toEqual(['west'])
    expect(zonesFor(null, type(), undefined, services)).toEqual(['nova'])
    expect(zonesFor(null, type(), undefined, [])).toEqual(['nova'])
  })

  test('a type in several zones leaves the choice to where there is room', () => {
    const both = type({ 'RESKEY:availability_zones': 'west,nova' })
    expect(zonesFor(null, both, undefined, services)).toEqual(['west', 'nova'])
    expect(zonesFor('nova', both, undefined, services)).toEqual(['nova'])
  })

  test('a type may be at home in some zones only', () => {
    const western = type({ 'RESKEY:availability_zones': ' west,east,' })
    expect(zonesFor(null, western, undefined, services)).toEqual(['west'])
    expect(() => zonesFor('nova', western, undefined, services)).toThrow(
      "Availability zone 'nova' is invalid.",
    )
    expect(() => zonesFor(null, western, undefined, [])).toThrow(
      "Volume type is only supported in these availability zones: ['west', 'east']",
    )
  })

  test('a copy stays in the zone of its source', () => {
    expect(() => zonesFor('nova', type(), source, services)).toThrow(
      'Volume must be in the same availability zone as the source volume',
    )
    expect(() => zonesFor('nova', type(), { volume, name: 'snapshot' }, services)).toThrow(
      'Volume must be in the same availability zone as the snapshot',
    )
  })
})

test('sizes at the limits of a type are fine, beyond them they are not', () => {
  const narrow = type({ 'provisioning:min_vol_size': '2', 'provisioning:max_vol_size': '4' })
  for (const size of [2, 4]) expect(() => refuseSizeOfType(narrow, size)).not.toThrow()
  for (const size of [1, 5]) expect(() => refuseSizeOfType(narrow, size)).toThrow('Specified')
})

test('a backend has one service, whatever the pool', () => {
  const uuid = (pool: string) => saysOf([], pool).service_uuid
  expect(uuid('a@b#c')).toBe(uuid('a@b#d'))
  expect(uuid('a@b#c')).not.toBe(uuid('b@b#c'))
  expect(uuid('a@b#c')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('whether targets are shared follows from the protocol, unless the backend says no', () => {
  const shared = (capabilities: Record<string, string | boolean>) => {
    const one = { ...pool('h'), capabilities }
    return saysOf([one], one.name).shared_targets
  }
  expect(shared({})).toBe(1)
  expect(shared({ storage_protocol: 'iscsi' })).toBe(1)
  expect(shared({ storage_protocol: 'FC' })).toBe(0)
  expect(shared({ shared_targets: false, storage_protocol: 'NVMe-TCP' })).toBe(0)
  expect(shared({ storage_protocol: 'NVMe-TCP' })).toBeNull()
})
