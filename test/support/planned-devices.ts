/** Disks that servers are asked for with, and what is planned of them. */
import { askedDevices, type SentDevices } from '../../src/compute/block-devices/asked-devices.ts'
import type { PlannedDevice } from '../../src/compute/block-devices/block-device.ts'
import {
  plannedDevices,
  refuseBeyondFlavor,
  refuseBootSequence,
  refuseBus,
} from '../../src/compute/block-devices/planned-devices.ts'

export const IMAGE = '11111111-1111-4111-8111-111111111111'
export const VOLUME = '22222222-2222-4222-8222-222222222222'
export const SNAPSHOT = '33333333-3333-4333-8333-333333333333'

export interface More {
  readonly properties?: Record<string, string>
  readonly ephemeral?: number
  readonly swap?: number
  readonly maxCount?: number
}

export function plan(sent: SentDevices, more: More = {}): PlannedDevice[] {
  const { properties = {}, ephemeral = 0, swap = 0, maxCount = 1 } = more
  const flavor = { ephemeral, swap }
  const imageId = sent.imageRef || undefined
  const devices = plannedDevices(askedDevices(sent), {
    ...{ imageId, imageProperties: properties, flavor, maxCount },
  })
  refuseBootSequence(devices)
  devices.forEach(refuseBus)
  refuseBeyondFlavor(devices, flavor)
  return devices
}

export const newer = (...devices: object[]): SentDevices => ({
  block_device_mapping_v2: devices,
})
export const older = (...devices: object[]): SentDevices => ({
  block_device_mapping: devices,
})
export const ofImage = (sent: SentDevices): SentDevices => ({ ...sent, imageRef: IMAGE })

export const volume = { source_type: 'volume', uuid: VOLUME, destination_type: 'volume' }
export const root = { ...volume, boot_index: 0 }
export const image = { source_type: 'image', uuid: IMAGE, destination_type: 'local', boot_index: 0 }
export const ephemeral = { source_type: 'blank', destination_type: 'local' }
export const swap = { ...ephemeral, guest_format: 'swap' }
