/**
 * Which disks a server gets: those that were asked for, those that its image names and those of its
 * flavor. Source: openstack/nova nova/compute/api.py (_check_and_transform_bdm, _validate_bdm),
 * nova/block_device.py (from_legacy_mapping).
 */
import { badRequest } from '../../kernel/faults.ts'
import type { ServerFlavor } from '../servers/server.ts'
import type { AskedDevice, AskedDevices } from './asked-devices.ts'
import {
  invalidDevice,
  invalidFormat,
  isEphemeral,
  isSwap,
  NO_DEVICE,
  rootDevice,
  withoutDev,
  wrongBootSequence,
  type PlannedDevice,
} from './block-device.ts'
import { devicesOfImage } from './image-devices.ts'

const GIB = 1024 ** 3

/** As far as disks are concerned: sizes of disks in GiB, of swap in MiB. */
export type FlavorDisks = Pick<ServerFlavor, 'ephemeral' | 'swap'>

/** What the disks depend on. */
export interface Surroundings {
  /** Undefined where the server is to boot from something else. */
  readonly imageId: string | undefined
  /** Of the image, or of the image that the boot volume was made from. */
  readonly imageProperties: Readonly<Record<string, string>>
  readonly flavor: FlavorDisks
  /** How many servers there may be of it. */
  readonly maxCount: number
}

/** Before 2.33 servers had names of disks that did not say by which bus; these are the usual ones. */
const USUAL_ROOT = 'vda'

/** `max_local_block_devices`. */
const LOCAL_MAX = 3

/** @throws Fault 400 */
export function plannedDevices(asked: AskedDevices, around: Surroundings): PlannedDevice[] {
  const { imageId, imageProperties, flavor } = around
  const rootName = imageProperties['root_device_name']
  const root = rootName ? `/dev/${withoutDev(rootName)}` : USUAL_ROOT
  if (imageId !== undefined && !asked.isLegacy) refuseAsRoot(asked.devices, root)
  const ofImage = devicesOfImage(imageProperties, flavor, (devices) =>
    withBootOrder(devices, undefined, root),
  )
  const hasRoot = ofImage.some(({ bootIndex }) => bootIndex === 0)
  const own = ownDevices(asked, { imageId, root, hasRoot })
  const devices = merged(ofImage, own)
  if (around.maxCount > 1 && devices.some(({ source }) => source === 'volume')) {
    throw badRequest('Cannot attach one or more volumes to multiple instances')
  }
  const there = devices.flatMap(({ isNone, source, ...device }) =>
    isNone || source === null ? [] : [{ ...device, source }],
  )
  return [...there, ...devicesOfFlavor(flavor, there)]
}

function refuseAsRoot(devices: readonly AskedDevice[], root: string): void {
  const clashes = devices.some(
    ({ destination, deviceName }) =>
      destination === 'volume' && deviceName !== null && withoutDev(deviceName) === root,
  )
  if (!clashes) return
  throw badRequest(`The volume cannot be assigned the same device name as the root device ${root}`)
}

interface Boot {
  readonly imageId: string | undefined
  readonly root: string
  /** The image names the root disk itself. */
  readonly hasRoot: boolean
}

function ownDevices(
  { isLegacy, devices }: AskedDevices,
  { imageId, root, hasRoot }: Boot,
): readonly AskedDevice[] {
  if (isLegacy) {
    return hasRoot
      ? devices.map((device) => ({ ...device, bootIndex: -1 }))
      : withBootOrder(devices, imageId, root)
  }
  // Clients put the image itself among the devices, too.
  return hasRoot
    ? devices.filter(({ bootIndex, source }) => bootIndex !== 0 || source !== 'image')
    : devices
}

/** Of the older form: what is named as the root disk boots, or else the image. */
function withBootOrder(
  devices: readonly AskedDevice[],
  imageId: string | undefined,
  root: string,
): readonly AskedDevice[] {
  const isRoot = ({ source, deviceName }: AskedDevice) =>
    source !== null &&
    source !== 'blank' &&
    deviceName !== null &&
    withoutDev(deviceName) === withoutDev(root)
  const ordered = devices.map((device) => ({ ...device, bootIndex: isRoot(device) ? 0 : -1 }))
  if (imageId === undefined || devices.some(isRoot)) return ordered
  return [imageDevice(imageId), ...ordered]
}

function imageDevice(imageId: string): AskedDevice {
  return {
    ...NO_DEVICE,
    ...{ source: 'image', destination: 'local', imageId, isNone: false },
    ...{ bootIndex: 0, deviceType: 'disk', deleteOnTermination: true },
  }
}

/** What is asked for stands before what the image names, and instead of what has the same name. */
function merged(
  ofImage: readonly AskedDevice[],
  own: readonly AskedDevice[],
): readonly AskedDevice[] {
  const names = new Set(own.flatMap(({ deviceName }) => deviceName ?? []))
  const others = ofImage.filter(({ deviceName }) => deviceName === null || !names.has(deviceName))
  return [...own, ...others]
}

function devicesOfFlavor(
  { ephemeral, swap }: FlavorDisks,
  devices: readonly PlannedDevice[],
): PlannedDevice[] {
  const blank = (size: number, guestFormat: string | null): PlannedDevice => ({
    ...NO_DEVICE,
    ...{ source: 'blank', destination: 'local', size, guestFormat },
    ...{ bootIndex: -1, deviceType: 'disk', deleteOnTermination: true },
  })
  return [
    ...(ephemeral > 0 && !devices.some(isEphemeral) ? [blank(ephemeral, null)] : []),
    ...(swap > 0 && !devices.some(isSwap) ? [blank(swap, 'swap')] : []),
  ]
}

/** Every disk that can boot has a place of its own in the order, from 0. @throws Fault 400 */
export function refuseBootSequence(devices: readonly PlannedDevice[]): void {
  const indexes = devices
    .flatMap(({ bootIndex }) => (bootIndex === null || bootIndex < 0 ? [] : [bootIndex]))
    .sort((a, b) => a - b)
  const isOrder = indexes.length > 0 && indexes.every((index, place) => index === place)
  if (!isOrder) throw wrongBootSequence()
}

const BUSES = ['fdc', 'ide', 'sata', 'scsi', 'usb', 'virtio', 'xen', 'lxc', 'uml']
const TYPES = ['cdrom', 'disk', 'floppy', 'fs', 'lun']

/** @throws Fault 400 */
export function refuseBus({ diskBus, deviceType }: PlannedDevice): void {
  if (diskBus && !BUSES.includes(diskBus)) throw invalidDevice()
  // Upstream stumbles over such a type.
  if (deviceType !== null && !TYPES.includes(deviceType)) throw invalidDevice()
}

/** Holds the disks on the host against what the flavor has of them. @throws Fault 400 */
export function refuseBeyondFlavor(
  devices: readonly PlannedDevice[],
  { ephemeral, swap }: FlavorDisks,
): void {
  const sizes = devices.filter(isEphemeral).map(({ size }) => size || ephemeral)
  if (sizes.reduce((sum, size) => sum + size, 0) > ephemeral) {
    throw badRequest(
      'Ephemeral disks requested are larger than the instance type allows. If no size is given in ' +
        'one block device mapping, flavor ephemeral size will be used.',
    )
  }
  const swaps = devices.filter(isSwap)
  if (swaps.length > 1) throw invalidFormat('More than one swap drive requested.')
  if ((swaps[0]?.size ?? 0) > swap) {
    throw badRequest('Swap drive requested is larger than instance type allows.')
  }
  if (devices.filter(({ destination }) => destination === 'local').length > LOCAL_MAX) {
    throw invalidFormat('You specified more local devices than the limit allows')
  }
}

/** What swap and ephemeral disks that name no size get of the flavor. */
export function sizeOnHost(device: PlannedDevice, { ephemeral, swap }: FlavorDisks): number | null {
  if (device.size !== null) return device.size
  if (isSwap(device)) return swap
  return isEphemeral(device) ? ephemeral : null
}

/**
 * Where the root disk is a volume whose size the client says, the image must fit in.
 * @param leastGib `min_disk` of the image
 * @throws Fault 400
 */
export function refuseSmallRootVolume(devices: readonly PlannedDevice[], leastGib: number): void {
  const root = rootDevice(devices)
  if (root?.destination !== 'volume' || root.size === null || leastGib <= root.size) return
  throw badRequest(
    'Volume is smaller than the minimum size specified in image metadata. Volume size is ' +
      `${root.size * GIB} bytes, minimum size is ${leastGib * GIB} bytes.`,
  )
}
