/**
 * The disks of a server while its host builds it: volumes are made, waited for, reserved and attached;
 * and let go of when the server goes. Source: openstack/nova nova/compute/manager.py
 * (_default_block_device_names, _prep_block_device, _cleanup_volumes), nova/virt/block_device.py.
 */
import { createHash } from 'node:crypto'
import { Fault } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import type { Server } from '../servers/server.ts'
import { deviceNames } from './device-names.ts'
import {
  devicesOf,
  devicesOfVolume,
  removeDevicesOf,
  updateDevice,
  type BlockDevice,
} from './block-devices.store.ts'
import { isVolume, rootDevice } from './block-device.ts'
import { asClientSays, creationRefused } from './volume-refusals.ts'

/** Why a server cannot have its disks: what stands behind `Build of instance ID aborted: `. */
export class DevicesRefused extends Error {
  override name = 'DevicesRefused'
}

export interface BuiltDevices {
  /** Null where nothing boots. */
  readonly rootDeviceName: string | null
  /** Volumes are still being made: it is to be called again when one of them is there. */
  readonly isWaiting: boolean
}

type BuiltServer = Pick<Server, 'id' | 'project_id' | 'user_id' | 'root_device_name'>

/**
 * Names the disks of a server that the caller holds, has the volumes made that it wants made, and
 * reserves those that are there. To be called until nothing is waited for.
 * @param requestId of the request that wanted the server
 * @throws DevicesRefused; then none of what this call did remains
 */
export async function buildDevices(
  tx: Tx,
  env: ComputeEnv,
  server: BuiltServer,
  requestId: string,
): Promise<BuiltDevices> {
  return tx.attempt(async () => {
    const devices = await nameDevices(tx, server)
    let isWaiting = false
    for (const device of devices) {
      if (!isVolume(device) || device.attachment_id !== null) continue
      const volumeId =
        device.volume_id ?? (await makeVolume(tx, env, { server, device, requestId }))
      if (!(await reserveMade(tx, env, device, volumeId))) isWaiting = true
    }
    return { rootDeviceName: nameOfRoot(devices), isWaiting }
  })
}

async function nameDevices(tx: Tx, server: BuiltServer): Promise<BlockDevice[]> {
  const devices = await devicesOf(tx, server.id)
  const planned = devices.map((device) => ({
    ...{ device, deviceName: device.device_name, bootIndex: device.boot_index },
    ...{ source: device.source_type, destination: device.destination_type },
    guestFormat: device.guest_format,
  }))
  const names = deviceNames(planned, server.root_device_name)
  const named: BlockDevice[] = []
  for (const one of planned) {
    const device_name = names.get(one)!
    if (one.deviceName === null) await updateDevice(tx, one.device.id, { device_name })
    named.push({ ...one.device, device_name })
  }
  return named
}

function nameOfRoot(devices: readonly BlockDevice[]): string | null {
  const bootable = devices.map((device) => ({ device, bootIndex: device.boot_index }))
  return rootDevice(bootable)?.device.device_name ?? null
}

/** What a volume is made for. */
interface Making {
  readonly server: BuiltServer
  readonly device: BlockDevice
  readonly requestId: string
}

/** @returns the id of the volume */
async function makeVolume(
  tx: Tx,
  env: ComputeEnv,
  { server, device, requestId }: Making,
): Promise<string> {
  const owner = { projectId: server.project_id, userId: server.user_id, requestId }
  const asked = {
    name: device.source_type === 'blank' ? `${server.id}-blank-vol` : '',
    size: device.volume_size ?? 0,
    type: device.volume_type,
    snapshotId: device.snapshot_id,
    imageId: device.image_id,
  }
  try {
    const { id } = await env.facades['block-storage'].create(tx, owner, asked)
    await updateDevice(tx, device.id, { volume_id: id })
    return id
  } catch (error) {
    if (error instanceof Fault) throw new DevicesRefused(creationRefused(error, requestId))
    throw error
  }
}

/** Reserves a volume that was made for the server; false where it is not there yet. */
async function reserveMade(
  tx: Tx,
  env: ComputeEnv,
  { id, server_id: serverId }: BlockDevice,
  volumeId: string,
): Promise<boolean> {
  const volumes = env.facades['block-storage']
  const volume = await volumes.findVolume(tx, volumeId)
  if (volume === undefined) throw new DevicesRefused(`Volume ${volumeId} could not be found.`)
  const { status } = volume
  if (status === 'creating' || status === 'downloading') return false
  if (status !== 'available') {
    throw new DevicesRefused(
      `Volume ${volumeId} did not finish being created even after we waited 0 seconds or 1 ` +
        `attempts. And its status is ${status}.`,
    )
  }
  const attachmentId = await volumes.reserve(tx, { volumeId, serverId })
  await updateDevice(tx, id, { attachment_id: attachmentId })
  return true
}

/** The server that waits for a volume to be made, for whoever hears of the volume. */
export async function serverWaitingFor(tx: Tx, volumeId: string): Promise<string | undefined> {
  const devices = await devicesOfVolume(tx, volumeId)
  return devices.find(({ attachment_id: attachment }) => attachment === null)?.server_id
}

/**
 * Lets the host of a server reach its volumes: outside of any transaction. It may be called again.
 * @throws DevicesRefused
 */
export async function connectDevices(
  env: ComputeEnv,
  { id, host }: { readonly id: string; readonly host: string },
  requestId: string | null,
): Promise<void> {
  const devices = await env.database.read((tx) => devicesOf(tx, id))
  for (const { attachment_id: attachmentId, device_name: mountpoint } of devices) {
    if (attachmentId === null) continue
    await env.facades['block-storage']
      .connect(attachmentId, connectorOf(env, host, mountpoint))
      .catch((error: unknown) => {
        if (error instanceof Fault) throw new DevicesRefused(asClientSays(error, requestId))
        throw error
      })
  }
}

/** What a host says of itself to whoever has volumes. */
export function connectorOf(env: ComputeEnv, host: string, mountpoint: string | null) {
  const number = createHash('sha256').update(host).digest('hex').slice(0, 12)
  return {
    ...{ host, ip: env.hypervisor.describe(host).hostIp, mountpoint },
    ...{ initiator: `iqn.2005-03.org.open-iscsi:${number}`, multipath: false },
    ...{ platform: 'x86_64', os_type: 'linux' },
  }
}

/** The server uses its volumes. @throws DevicesRefused where somebody took one away meanwhile */
export async function completeDevices(tx: Tx, env: ComputeEnv, serverId: string): Promise<void> {
  for (const { attachment_id: attachmentId } of await devicesOf(tx, serverId)) {
    if (attachmentId === null) continue
    await env.facades['block-storage'].complete(tx, attachmentId).catch((error: unknown) => {
      if (error instanceof Fault) throw new DevicesRefused(error.message)
      throw error
    })
  }
}

/** The host reaches the volumes of the server no longer: outside of any transaction. */
export async function disconnectDevices(env: ComputeEnv, serverId: string): Promise<void> {
  const devices = await env.database.read((tx) => devicesOf(tx, serverId))
  for (const { attachment_id: attachmentId } of devices) {
    if (attachmentId !== null) await env.facades['block-storage'].disconnect(attachmentId)
  }
}

/**
 * A server that could not be built lets go of its volumes, and of those that were made for it and go
 * with it. It shows its disks still.
 */
export async function freeDevices(
  tx: Tx,
  env: ComputeEnv,
  serverId: string,
  requestId: string | null,
): Promise<void> {
  for (const device of await devicesOf(tx, serverId)) {
    await releaseDevice(tx, env, device, requestId)
    if (device.attachment_id !== null) await updateDevice(tx, device.id, { attachment_id: null })
  }
}

/** The same of a server that is deleted, whose disks are forgotten. */
export async function releaseDevices(
  tx: Tx,
  env: ComputeEnv,
  serverId: string,
  requestId: string | null,
): Promise<void> {
  for (const device of await devicesOf(tx, serverId))
    await releaseDevice(tx, env, device, requestId)
  await removeDevicesOf(tx, serverId)
}

/** One disk of it. */
export async function releaseDevice(
  tx: Tx,
  env: ComputeEnv,
  device: BlockDevice,
  requestId: string | null,
): Promise<void> {
  const { attachment_id: attachmentId, volume_id: volumeId } = device
  const volumes = env.facades['block-storage']
  if (attachmentId !== null) await volumes.release(tx, attachmentId)
  // One that cannot be deleted stays.
  if (volumeId !== null && device.delete_on_termination === 1) {
    await volumes.delete(tx, volumeId, requestId)
  }
}
