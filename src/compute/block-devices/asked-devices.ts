/**
 * The disks that a client asks for. Source: openstack/nova
 * nova/api/openstack/compute/servers.py (_process_bdms_for_create), nova/block_device.py
 * (BlockDeviceDict.from_api, from_legacy, get_device_letter).
 */
import { badRequest } from '../../kernel/faults.ts'
import { isTrue } from '../parameters.ts'
import type { LegacyDevice, SentDevice } from './block-device.schemas.ts'
import { invalidFormat, NO_DEVICE, withDev, type PlannedDevice } from './block-device.ts'

/** A device, or the word that there is none of this name. */
export interface AskedDevice extends Omit<PlannedDevice, 'source'> {
  /** Null where `isNone`. */
  readonly source: PlannedDevice['source'] | null
  readonly isNone: boolean
}

/** In the older form what boots follows from the names of devices. */
export interface AskedDevices {
  readonly isLegacy: boolean
  readonly devices: readonly AskedDevice[]
}

/** What of the body of `POST /servers` is about disks. */
export interface SentDevices {
  readonly imageRef?: string
  readonly block_device_mapping?: readonly LegacyDevice[]
  readonly block_device_mapping_v2?: readonly SentDevice[]
}

/** Reads the disks in a body. Without any, they follow from image and flavor. @throws Fault 400 */
export function askedDevices(sent: SentDevices): AskedDevices {
  const { block_device_mapping: legacy = [], block_device_mapping_v2: newer = [] } = sent
  if (legacy.length > 0 && newer.length > 0) {
    throw badRequest(
      'Using different block_device_mapping syntaxes is not allowed in the same request.',
    )
  }
  if (newer.length === 0) return { isLegacy: true, devices: legacy.map(legacyDevice) }
  const hasImage = sent.imageRef !== undefined && sent.imageRef !== ''
  return { isLegacy: false, devices: newer.map((device) => newerDevice(device, hasImage)) }
}

function newerDevice(sent: SentDevice, hasImage: boolean): AskedDevice {
  const isNone = isTruthy(sent.no_device)
  if (!isNone) refuseSent(sent, hasImage)
  if (sent.virtual_name !== undefined) {
    throw invalidFormat('Following fields are invalid: virtual_name')
  }
  if (!isNone && sent.source_type === undefined) {
    throw invalidFormat('Some required fields are missing')
  }
  const { source_type: source = null, destination_type: destination = null } = sent
  const id = (of: PlannedDevice['source']) => (source === of ? (sent.uuid ?? null) : null)
  return {
    ...NO_DEVICE,
    ...{ source, isNone },
    // What is there already is never copied to the host.
    destination: source === 'volume' ? 'volume' : destination,
    ...{ imageId: id('image'), volumeId: id('volume'), snapshotId: id('snapshot') },
    ...commonOf(sent),
    volumeType: sent.volume_type || null,
    bootIndex: bootIndexOf(sent),
    deviceType: sent.device_type ?? null,
    diskBus: sent.disk_bus ?? null,
    guestFormat: sent.guest_format ?? null,
    tag: sent.tag ?? null,
  }
}

function bootIndexOf({ boot_index: index = null }: SentDevice): number | null {
  return index === null ? null : Number(index)
}

function refuseSent(sent: SentDevice, hasImage: boolean): void {
  const { source_type: source, destination_type: destination, uuid } = sent
  if (source === 'blank' && uuid !== undefined) throw invalidFormat('Invalid device UUID.')
  if (source !== 'blank' && uuid === undefined) throw invalidFormat('Missing device UUID.')
  if (source === 'image' && destination === 'local') {
    if (!hasImage || bootIndexOf(sent) !== 0) {
      throw invalidFormat('Mapping image to local is not supported.')
    }
  }
  if (!sent.volume_type) return
  if (destination === 'local') {
    throw invalidFormat('Specifying a volume_type with destination_type=local is not supported.')
  }
  if (source === 'volume') {
    throw invalidFormat('Specifying volume type to existing volume is not supported.')
  }
}

function commonOf(sent: LegacyDevice): Partial<PlannedDevice> {
  const { volume_size: size, device_name: name, delete_on_termination: goes } = sent
  return {
    size: size ? Number(size) : null,
    deviceName: name ? withDev(name) : null,
    deleteOnTermination: isTrue(goes),
  }
}

/** A device of the older form; those of images may have null for what is not there. @throws Fault 400 */
export function legacyDevice(sent: LegacyDevice): AskedDevice {
  const common = { ...NO_DEVICE, destination: null, ...commonOf(sent), isNone: false }
  const { virtual_name: virtual, snapshot_id: snapshotId, volume_id: volumeId } = sent
  if (virtual && isSwapOrEphemeral(virtual)) {
    return {
      ...common,
      ...{ source: 'blank', destination: 'local', deleteOnTermination: true },
      guestFormat: virtual === 'swap' ? 'swap' : null,
    }
  }
  if (snapshotId) {
    return { ...common, source: 'snapshot', destination: 'volume', snapshotId }
  }
  if (volumeId) {
    return { ...common, source: 'volume', destination: 'volume', volumeId }
  }
  if (isTruthy(sent.no_device)) return { ...common, source: null, isNone: true }
  throw invalidFormat('Unrecognized legacy format.')
}

export function isSwapOrEphemeral(virtual: string): boolean {
  return virtual === 'swap' || /^ephemeral(\d|[1-9]\d+)$/.test(virtual)
}

/** As Python sees values of JSON. */
function isTruthy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value)
  return Object.keys(value).length > 0
}
