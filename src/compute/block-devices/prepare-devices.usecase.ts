/**
 * The disks of a server that is asked for: what it boots from, whether there is what they are made of,
 * and the volumes that are reserved for it. Source: openstack/nova nova/block_device.py
 * (get_bdm_image_metadata), nova/compute/api.py (_get_volumes_for_bdms, _validate_bdm),
 * nova/compute/utils.py (check_attach_and_reserve_volume).
 */
import type { BlockStorageClient } from '../../block-storage/facade.ts'
import type { ImageHead } from '../../image/facade.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, Fault } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { MV } from '../microversions.ts'
import type { ComputeCall, ComputeEnv } from '../operation.ts'
import type { AskedDevice, AskedDevices } from './asked-devices.ts'
import {
  noSuchImage,
  noSuchSnapshot,
  noSuchVolume,
  notBootable,
  withoutDev,
  type PlannedDevice,
} from './block-device.ts'
import { insertDevice } from './block-devices.store.ts'
import {
  refuseBeyondFlavor,
  refuseBootSequence,
  refuseBus,
  sizeOnHost,
  type FlavorDisks,
} from './planned-devices.ts'
import { volumeRefused } from './volume-refusals.ts'

/** What of an image matters to whoever boots from it: `size` in bytes, `min_disk` GiB, `min_ram` MiB. */
export type BootImage = Pick<ImageHead, 'status' | 'min_disk' | 'min_ram' | 'size' | 'properties'>

const GIB = 1024 ** 3

/** Of the metadata that a volume has from its image, these are no properties. */
const ATTRIBUTES = new Set([
  ...['image_id', 'image_name', 'size', 'checksum', 'container_format', 'disk_format'],
  ...['min_ram', 'min_disk'],
])

/**
 * What is known of the image that a server boots from by way of a volume, where the request names no
 * image.
 * @returns undefined where nothing is known
 * @throws Fault 400
 */
export async function bootImage(
  { tx, ctx, env }: ComputeCall,
  { devices, isLegacy }: AskedDevices,
): Promise<BootImage | undefined> {
  const root = devices.find((device) =>
    isLegacy ? isFirst(device.deviceName ?? '') : device.bootIndex === 0,
  )
  if (root === undefined) return undefined
  const volumes = env.facades['block-storage'].as(ctx)
  if (root.imageId !== null) {
    const image = await env.facades.image.as(ctx).find(tx, root.imageId)
    if (image === undefined) throw noSuchImage(root.imageId)
    return image
  }
  const id = await bootVolumeOf(tx, volumes, root)
  if (id === null) return undefined
  const volume = await volumes.findVolume(tx, id)
  if (volume === undefined) throw noSuchVolume(id)
  if (!volume.isBootable) throw notBootable(id)
  const { imageMetadata: known, size } = volume
  const properties = Object.entries(known).filter(([key]) => !ATTRIBUTES.has(key))
  return {
    ...{ status: 'active', size: size * GIB, properties: Object.fromEntries(properties) },
    ...{ min_disk: Number(known['min_disk'] ?? 0), min_ram: Number(known['min_ram'] ?? 0) },
  }
}

/** Is it called as the first disk of any bus? */
function isFirst(name: string): boolean {
  return /^(?:(?:x?v|s|h)d)?a\d*$/.test(withoutDev(name))
}

/** Of a snapshot, the volume that it is of. */
async function bootVolumeOf(
  tx: Tx,
  volumes: BlockStorageClient,
  { volumeId, snapshotId }: AskedDevice,
): Promise<string | null> {
  if (snapshotId === null) return volumeId
  const snapshot = await volumes.findSnapshot(tx, snapshotId)
  if (snapshot === undefined) throw badRequest(`Snapshot ${snapshotId} could not be found.`)
  return snapshot.volumeId
}

/** A server as it is inserted. */
interface NewServer {
  readonly id: string
  /** Null where it names none. */
  readonly image_id: string | null
}

/**
 * Gives a server its disks, and reserves for it the volumes among them that are there. The row of the
 * server must be there.
 * @throws Fault 400; then the whole request is refused
 */
export async function giveDevices(
  call: ComputeCall,
  server: NewServer,
  planned: readonly PlannedDevice[],
  flavor: FlavorDisks,
): Promise<void> {
  const volumes = call.env.facades['block-storage'].as(call.ctx)
  for (const { volumeId } of planned) {
    if (volumeId === null || (await volumes.findVolume(call.tx, volumeId)) !== undefined) continue
    throw badRequest(`Volume ${volumeId} could not be found.`)
  }
  refuseBootSequence(planned)
  const ready: Ready[] = []
  for (const device of planned) ready.push(await made(call, volumes, server, device))
  const sized = ready.map(({ device }) => device)
  refuseBeyondFlavor(sized, flavor)
  if (sized.some(isToBeMade)) volumes.authorizeCreation()
  for (const { device, attachmentId } of ready) {
    await insertDevice(call.tx, rowOf(call.env, server, device, { attachmentId, flavor }))
  }
}

/** A volume that the host will have made. */
function isToBeMade({ destination, volumeId }: PlannedDevice): boolean {
  return destination === 'volume' && volumeId === null
}

interface Ready {
  readonly device: PlannedDevice
  /** Of a volume that was there. */
  readonly attachmentId: string | null
}

/** Whether there is what a device is made of; how large it will be. */
async function made(
  { tx, ctx, env }: ComputeCall,
  volumes: BlockStorageClient,
  server: NewServer,
  device: PlannedDevice,
): Promise<Ready> {
  const typed = { ...device, volumeType: await typeOf(tx, volumes, device) }
  const { imageId, volumeId, snapshotId, source, destination, size } = typed
  let done: Ready = { device: typed, attachmentId: null }
  if (imageId !== null) {
    const isKnown = imageId === server.image_id
    if (!isKnown && !(await env.facades.image.as(ctx).find(tx, imageId))) throw noSuchImage(imageId)
    if (source === 'image' && destination === 'volume' && !size) {
      throw badRequest(
        "Images with destination_type 'volume' need to have a non-zero size specified",
      )
    }
  } else if (volumeId !== null) {
    const reserved = await reservedVolume({ tx, ctx }, volumes, server, volumeId)
    done = { device: { ...typed, size: reserved.size }, attachmentId: reserved.attachmentId }
  } else if (snapshotId !== null) {
    const snapshot = await volumes.findSnapshot(tx, snapshotId)
    if (snapshot === undefined) throw noSuchSnapshot(snapshotId)
    done = { device: { ...typed, size: size || snapshot.size }, attachmentId: null }
  } else if (source === 'blank' && destination === 'volume' && !size) {
    throw badRequest("Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size")
  }
  refuseBus(device)
  return done
}

async function typeOf(
  tx: Tx,
  volumes: BlockStorageClient,
  { volumeType }: PlannedDevice,
): Promise<string | null> {
  if (volumeType === null) return null
  const name = await volumes.typeNamed(tx, volumeType)
  if (name === undefined) throw badRequest(`Volume type ${volumeType} could not be found.`)
  return name
}

async function reservedVolume(
  { tx, ctx }: Pick<ComputeCall, 'tx' | 'ctx'>,
  volumes: BlockStorageClient,
  { id: serverId }: NewServer,
  volumeId: string,
): Promise<{ size: number; attachmentId: string }> {
  const volume = await volumes.findVolume(tx, volumeId)
  if (volume === undefined) throw noSuchVolume(volumeId)
  refuseSharing(ctx, volume)
  try {
    const attachmentId = await volumes.reserve(tx, { volumeId: volume.id, serverId })
    return { size: volume.size, attachmentId }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw error.status === 400 ? volumeRefused(error, ctx.requestId) : noSuchVolume(volumeId)
  }
}

/** @throws Fault 400 for who does not know of volumes that several servers may have */
export function refuseSharing(
  { version }: Pick<RequestContext, 'version'>,
  { isShared }: { readonly isShared: boolean },
): void {
  if (!isShared || version >= MV.MULTIATTACH_VOLUMES) return
  throw badRequest('Multiattach volumes are only supported starting with compute API version 2.60.')
}

function rowOf(
  env: ComputeEnv,
  { id }: NewServer,
  device: PlannedDevice,
  { attachmentId, flavor }: { attachmentId: string | null; flavor: FlavorDisks },
) {
  return {
    uuid: env.ids.uuid(),
    server_id: id,
    source_type: device.source,
    destination_type: device.destination ?? ('local' as const),
    image_id: device.imageId,
    snapshot_id: device.snapshotId,
    volume_id: device.volumeId?.toLowerCase() ?? null,
    volume_size: sizeOnHost(device, flavor),
    volume_type: device.volumeType,
    boot_index: device.bootIndex,
    device_name: device.deviceName,
    device_type: device.deviceType,
    disk_bus: device.diskBus,
    guest_format: device.guestFormat,
    delete_on_termination: device.deleteOnTermination ? 1 : 0,
    attachment_id: attachmentId,
    tag: device.tag,
    created_at: env.clock.isoNow(),
  }
}
