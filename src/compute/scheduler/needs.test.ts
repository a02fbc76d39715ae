import { describe, expect, test } from 'vitest'
import { hostRequest, type Asked } from '../../../test/support/scheduling.ts'
import { needsOf, processorsOf } from './needs.ts'

const FLAVOR = { vcpus: 2, ram: 1024, disk: 10, ephemeral: 5, swap: 1500 }
const USUAL = { VCPU: 2, MEMORY_MB: 1024, DISK_GB: 17 }

function needs(extra_specs: Record<string, string> = {}, more: Asked = {}) {
  return needsOf(hostRequest({ ...more, flavor: { ...FLAVOR, extra_specs } }), 'VCPU')
}

describe('what a server needs', () => {
  test('is what its flavor is, swap in whole gibibytes, no root disk on a volume', () => {
    expect(needs().resources).toEqual(USUAL)
    expect(needs({}, { isVolumeBacked: true }).resources).toEqual({ ...USUAL, DISK_GB: 7 })
    const bare = { disk: 1, ephemeral: 0, swap: 0 }
    const diskless = hostRequest({ isVolumeBacked: true, flavor: { ...FLAVOR, ...bare } })
    expect(needsOf(diskless, 'VCPU').resources).toEqual({ VCPU: 2, MEMORY_MB: 1024 })
  })

  test.each([
    [{ 'resources:VCPU': '1' }, { ...USUAL, VCPU: 1 }],
    [{ 'resources:MEMORY_MB': '0' }, { VCPU: 2, DISK_GB: 17 }],
    [{ 'resources:CUSTOM_GOLD': '3' }, { ...USUAL, CUSTOM_GOLD: 3 }],
    [{ 'resources:VCPU': 'many', 'resources:DISK_GB': '-1' }, USUAL],
    [{ 'resources:PCPU': '2' }, { PCPU: 2, MEMORY_MB: 1024, DISK_GB: 17 }],
    [{ 'hw:cpu_policy': 'dedicated' }, USUAL],
  ])('extra specs %j say otherwise', (specs, resources) => {
    expect(needs(specs).resources).toEqual(resources)
  })

  test('processors of its own are asked for first', () => {
    const extra_specs = { 'hw:cpu_policy': 'dedicated', 'hw:emulator_threads_policy': 'isolate' }
    const pinned = hostRequest({ flavor: { ...FLAVOR, extra_specs } })
    expect(processorsOf(pinned)).toEqual(['PCPU', 'VCPU'])
    expect(processorsOf(hostRequest())).toEqual(['VCPU'])
    expect(needsOf(pinned, 'PCPU').resources).toEqual({ PCPU: 3, MEMORY_MB: 1024, DISK_GB: 17 })
  })

  test('traits come from flavor and image, and only with the words for them', () => {
    const specs = { 'trait:ONE': 'required', 'trait:TWO': 'forbidden', 'trait:THREE': 'wished' }
    const imageProperties = { 'trait:FOUR': 'required', 'trait:FIVE': 'forbidden' }
    expect(needs(specs, { imageProperties })).toMatchObject({
      ...{ required: ['ONE', 'FOUR'], forbidden: ['TWO'] },
    })
    expect(needs({}, { imageProperties: { os_secure_boot: 'required' } }).required).toEqual([
      'COMPUTE_SECURITY_UEFI_SECURE_BOOT',
    ])
    expect(needs({ 'hw:tpm_version': '2.0' }).required).toEqual([
      ...['COMPUTE_SECURITY_TPM_TIS', 'COMPUTE_SECURITY_TPM_2_0'],
    ])
  })

  test('groups have suffixes; what they have of a class is not asked for again', () => {
    const { resources, groups, groupPolicy } = needs({
      ...{ 'resources1:VCPU': '1', 'trait1:ONE': 'required', 'resources_2:VGPU': '0' },
      group_policy: 'isolate',
    })
    expect(resources).toEqual({ MEMORY_MB: 1024, DISK_GB: 17 })
    const one = { resources: { VCPU: 1 }, required: ['ONE'], forbidden: [] }
    expect([...groups].map(([suffix, group]) => [suffix, { ...group }])).toEqual([['1', one]])
    expect(groupPolicy).toBe('isolate')
  })
})
