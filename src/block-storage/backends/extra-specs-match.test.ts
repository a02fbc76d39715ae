import { describe, expect, test } from 'vitest'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { fulfils } from './extra-specs-match.ts'

const CAPABILITIES = {
  vendor_name: 'Stackling',
  volume_backend_name: 'simulated',
  free_capacity_gb: 100,
  multiattach: true,
  QoS_support: false,
  filter_function: null,
}

/** Rules of cinder/scheduler/filters/extra_specs_ops.py. */
test.each([
  ['vendor_name', 'Stackling', true],
  ['vendor_name', 'nobody', false],
  ['capabilities:vendor_name', 'Stackling', true],
  ['capabilities:vendor_name', 'nobody', false],
  ['driver:vendor_name', 'nobody', true],
  ['no_such_capability', 'x', false],
  ['constructor', 'x', false],
  ['vendor_name:more', 'x', true],
  ['capabilities:vendor_name:more', 'x', false],
  ['vendor_name', '<in> tack', true],
  ['vendor_name', '<in> none', false],
  ['vendor_name', '<or> nobody <or> Stackling', true],
  ['vendor_name', '<or> nobody <or> none', false],
  ['vendor_name', 's== Stackling', true],
  ['vendor_name', 's!= Stackling', false],
  ['vendor_name', 's< Z', true],
  ['vendor_name', 's>= Z', false],
  ['free_capacity_gb', '>= 100', true],
  ['free_capacity_gb', '>= 101', false],
  ['free_capacity_gb', '= 99', true],
  ['free_capacity_gb', '== 99', false],
  ['free_capacity_gb', '!= 99', true],
  ['free_capacity_gb', '<= x', false],
  ['free_capacity_gb', '100', false],
  ['multiattach', '<is> True', true],
  ['multiattach', '<is> false', false],
  ['multiattach', 'True', false],
  ['QoS_support', '<is> no', true],
  ['filter_function', 'x', false],
  ['vendor_name', '<in>', false],
])('%s asked to be "%s": %s', (key, wanted, fits) => {
  expect(fulfils(CAPABILITIES, new Map([[key, wanted]]))).toBe(fits)
})

test('nothing is asked for by a spec without a value but to be without one', () => {
  expect(fulfils(CAPABILITIES, new Map([['filter_function', null]]))).toBe(true)
  expect(fulfils(CAPABILITIES, new Map([['vendor_name', null]]))).toBe(false)
})

describe('a volume of a type that no backend fulfils', () => {
  const the = useVolumeCloud()

  test('ends in error, on no host, and takes no room', async () => {
    const type = await the.admin('POST', '/types', {
      volume_type: { name: 'of-nobody', extra_specs: { vendor_name: 'nobody' } },
    })
    expect(type.status).toBe(200)
    const free = async () => {
      const got = await the.admin('GET', '/scheduler-stats/get_pools?detail=true')
      return got.body.pools.map((pool: any) => pool.capabilities.free_capacity_gb)
    }
    const before = await free()
    const made = await the.demo('POST', '/volumes', {
      volume: { size: 1, volume_type: 'of-nobody' },
    })
    expect([made.status, made.body.volume.status]).toEqual([202, 'creating'])
    await the.cloud.settled()
    const shown = await the.shown(made.body.volume.id)
    expect([shown.status, shown['os-vol-host-attr:host']]).toEqual(['error', null])
    expect(await free()).toEqual(before)
    expect((await the.demo('DELETE', `/volumes/${made.body.volume.id}`)).status).toBe(202)
  })

  test('a type that names our backend is made there', async () => {
    await the.admin('POST', '/types', {
      volume_type: { name: 'of-ours', extra_specs: { volume_backend_name: 'simulated' } },
    })
    const id = await the.volume({ volume_type: 'of-ours' })
    expect((await the.shown(id)).status).toBe('available')
  })
})
