/**
 * The disks of servers before they are disks. Source: openstack/nova nova/block_device.py,
 * nova/exception.py (InvalidBDM…).
 */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import type { DestinationType, SourceType } from './block-device.schemas.ts'
import type { BlockDevice } from './block-devices.store.ts'

/** A disk that a server is to have. */
export interface PlannedDevice {
  readonly source: SourceType
  /** Null where the client says nothing: then it is none of those that are counted. */
  readonly destination: DestinationType | null
  readonly imageId: string | null
  readonly snapshotId: string | null
  readonly volumeId: string | null
  /** GiB, of swap MiB; null where that follows from the source or the flavor. */
  readonly size: number | null
  readonly volumeType: string | null
  /** Negative or null where nothing boots from it. */
  readonly bootIndex: number | null
  /** With `/dev/`. */
  readonly deviceName: string | null
  readonly deviceType: string | null
  readonly diskBus: string | null
  readonly guestFormat: string | null
  readonly deleteOnTermination: boolean
  readonly tag: string | null
}

export const NO_DEVICE = {
  ...{ imageId: null, snapshotId: null, volumeId: null, size: null, volumeType: null },
  ...{ bootIndex: null, deviceName: null, deviceType: null, diskBus: null, guestFormat: null },
  ...{ deleteOnTermination: false, tag: null },
} as const satisfies Partial<PlannedDevice>

/** What of a device says whether it is a disk of the flavor. */
type Kind = Pick<PlannedDevice, 'source' | 'destination' | 'guestFormat'>

function isBlankLocal({ source, destination }: Kind): boolean {
  return source === 'blank' && destination === 'local'
}

export function isSwap(device: Kind): boolean {
  return isBlankLocal(device) && device.guestFormat === 'swap'
}

export function isEphemeral(device: Kind): boolean {
  return isBlankLocal(device) && device.guestFormat !== 'swap'
}

/** Is it a volume, or to be one? */
export function isVolume({
  destination_type: destination,
}: Pick<BlockDevice, 'destination_type'>): boolean {
  return destination === 'volume'
}

/** What the server boots from. */
export function rootDevice<D extends Pick<PlannedDevice, 'bootIndex'>>(
  devices: readonly D[],
): D | undefined {
  return devices.find(({ bootIndex }) => bootIndex === 0)
}

/** Is its root disk a volume? */
export function isVolumeBacked(
  devices: readonly Pick<PlannedDevice, 'bootIndex' | 'destination'>[],
): boolean {
  return rootDevice(devices)?.destination === 'volume'
}

/** `/dev/` before it, once. */
export function withDev(name: string): string {
  return `/dev/${withoutDev(name)}`
}

export function withoutDev(name: string): string {
  return name.replace(/^\/dev\//, '')
}

export function invalidFormat(details: string): Fault {
  return badRequest(`Block Device Mapping is Invalid: ${details}`)
}

/** Nova forgets to say why. */
export function invalidDevice(): Fault {
  return badRequest('Block Device Mapping is Invalid.')
}

export function noSuchVolume(id: string): Fault {
  return invalidFormat(`failed to get volume ${id}.`)
}

export function noSuchImage(id: string): Fault {
  return invalidFormat(`failed to get image ${id}.`)
}

export function noSuchSnapshot(id: string): Fault {
  return invalidFormat(`failed to get snapshot ${id}.`)
}

export function wrongBootSequence(): Fault {
  return invalidFormat(
    'Boot sequence for the instance and image/block device mapping combination is not valid.',
  )
}

export function notBootable(id: string): Fault {
  return badRequest(`Block Device ${id} is not bootable.`)
}
