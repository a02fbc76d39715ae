/**
 * Attaches volumes to servers and detaches them. Source: openstack/nova nova/compute/api.py
 * (attach_volume, detach_volume), nova/conductor/manager.py (attach_volume), nova/compute/manager.py
 * (reserve_block_device_name).
 */
import type { VolumeOfServers } from '../../block-storage/facade.ts'
import { badRequest, Fault } from '../../kernel/faults.ts'
import { isVolume } from '../block-devices/block-device.ts'
import {
  devicesOf,
  devicesOfVolume,
  insertDevice,
  removeDevice,
  type BlockDevice,
} from '../block-devices/block-devices.store.ts'
import { releaseDevice } from '../block-devices/build-devices.usecase.ts'
import { nextDeviceName } from '../block-devices/device-names.ts'
import { refuseSharing } from '../block-devices/prepare-devices.usecase.ts'
import { asClientSays, volumeRefused } from '../block-devices/volume-refusals.ts'
import { recordAction, recordEvent } from '../instance-actions/instance-actions.store.ts'
import { MV } from '../microversions.ts'
import type { ComputeCall } from '../operation.ts'
import { isTrue } from '../parameters.ts'
import { refuseServerAction, type ServerAction } from '../servers/server-actions.ts'
import { serverNotReady, type Server } from '../servers/server.ts'
import { ATTACH, DETACH, EVENTS, isShelved, notWhileShelved } from './attach-actions.ts'
import { ATTACH_VOLUME, DETACH_VOLUME } from './attach.jobs.ts'
import { notAttached, refuseAttached, volumeNotFound } from './volume-attachment.ts'
import type { AskedAttachment } from './volume-attachments.schemas.ts'

/**
 * Begins to attach a volume to a server that the caller holds.
 * @returns undefined where the host would find out only after the answer that it cannot be
 * @throws Fault 400, 404, 409; PolicyRefusal
 */
export async function attachVolume(
  call: ComputeCall,
  server: Server,
  asked: AskedAttachment,
): Promise<BlockDevice | undefined> {
  const { tx, ctx, env } = call
  refuseAtOnce(call, server, ATTACH)
  const volumes = env.facades['block-storage'].as(ctx)
  const volume = await volumes.findVolume(tx, asked.volumeId)
  if (volume === undefined) throw volumeNotFound(asked.volumeId)
  refuseAttached(volume, await devicesOfVolume(tx, volume.id), server.id)
  if (server.vm_state === 'shelved_offloaded') return attachLocally(call, server, volume, asked)
  // Since 2.101 the client has its answer before the host is asked.
  if (ctx.version < MV.ATTACH_LATER) return attachOnHost(call, server, volume, asked)
  try {
    return await tx.attempt(() => attachOnHost(call, server, volume, asked))
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}

/** What is refused before the volume is looked for. */
function refuseAtOnce({ ctx }: ComputeCall, server: Server, action: ServerAction): void {
  if (isShelved(server) && ctx.version < MV.SHELVED_VOLUMES) {
    throw notWhileShelved(action.name, server)
  }
  refuseServerAction(action, server, ctx)
}

async function attachOnHost(
  call: ComputeCall,
  server: Server,
  volume: VolumeOfServers,
  asked: AskedAttachment,
): Promise<BlockDevice> {
  const { tx, ctx, env } = call
  const used = (await devicesOf(tx, server.id)).flatMap(({ device_name: name }) => name ?? [])
  const root = server.root_device_name ?? undefined
  const name = nextDeviceName([...used, ...(root ? [root] : [])], root, asked.device ?? undefined)
  refuseSharing(ctx, volume)
  const attachmentId = await reserve(call, server, volume)
  const device = await insertDevice(tx, {
    ...newDevice(call, server, volume, asked),
    ...{ device_name: name, tag: asked.tag ?? null, attachment_id: attachmentId },
  })
  await record(call, server, ATTACH)
  await env.jobs.enqueue(tx, ATTACH_VOLUME, {
    resourceId: server.id,
    payload: { serverId: server.id, deviceId: device.uuid },
    requestId: ctx.requestId,
  })
  return device
}

/** A server on no host has the volume at once, and its host will have it when there is one. */
async function attachLocally(
  call: ComputeCall,
  server: Server,
  volume: VolumeOfServers,
  asked: AskedAttachment,
): Promise<BlockDevice> {
  const { tx, env } = call
  if (asked.tag !== undefined) {
    throw badRequest('Tagged volume attachment is not supported for shelved-offloaded instances.')
  }
  if (volume.isShared) {
    throw badRequest(
      'Attaching multiattach volumes is not supported for shelved-offloaded instances.',
    )
  }
  const attachmentId = await reserve(call, server, volume)
  await env.facades['block-storage'].complete(tx, attachmentId)
  const device = newDevice(call, server, volume, asked)
  const made = await insertDevice(tx, { ...device, attachment_id: attachmentId })
  await record(call, server, ATTACH)
  await recordLocally(call, server, EVENTS.attachLocally)
  return made
}

function newDevice(
  { env }: ComputeCall,
  { id: serverId }: Server,
  { id: volumeId, size }: VolumeOfServers,
  { delete_on_termination: goes }: AskedAttachment,
) {
  return {
    ...{ uuid: env.ids.uuid(), server_id: serverId, created_at: env.clock.isoNow() },
    ...({ source_type: 'volume', destination_type: 'volume' } as const),
    ...{ volume_id: volumeId, volume_size: size, volume_type: null },
    ...{ image_id: null, snapshot_id: null, boot_index: null, device_name: null, tag: null },
    ...{ device_type: null, disk_bus: null, guest_format: null, attachment_id: null },
    delete_on_termination: isTrue(goes) ? 1 : 0,
  }
}

/** @throws Fault 400, 404; PolicyRefusal */
async function reserve(
  { tx, ctx, env }: ComputeCall,
  { id: serverId }: Server,
  { id: volumeId }: VolumeOfServers,
): Promise<string> {
  try {
    return await env.facades['block-storage'].as(ctx).reserve(tx, { volumeId, serverId })
  } catch (error) {
    if (!(error instanceof Fault) || error.status !== 400) throw error
    throw badRequest(`Invalid input received: ${asClientSays(error, ctx.requestId)}`)
  }
}

/**
 * Begins to detach a volume from a server that the caller holds.
 * @throws Fault 400, 404, 409; PolicyRefusal
 */
export async function detachVolume(
  call: ComputeCall,
  server: Server,
  volumeId: string,
): Promise<void> {
  const { tx, ctx, env } = call
  if (isShelved(server) && ctx.version < MV.SHELVED_VOLUMES) {
    throw notWhileShelved(DETACH.name, server)
  }
  const volumes = env.facades['block-storage'].as(ctx)
  const volume = await volumes.findVolume(tx, volumeId)
  if (volume === undefined) throw volumeNotFound(volumeId)
  const device = await deviceOfVolume(call, server, volume.id)
  if (device === undefined) throw notAttached(server.id, volumeId)
  if (device.boot_index === 0) throw badRequest('Cannot detach a root device volume')
  refuseServerAction(DETACH, server, ctx)
  if (server.vm_state === 'shelved_offloaded') return detachLocally(call, server, device)
  if (server.host === null) throw serverNotReady(server.id)
  await volumes.beginDetaching(tx, volume.id).catch((error: unknown) => {
    const isState = error instanceof Fault && error.status === 400
    throw isState ? volumeRefused(error, ctx.requestId) : error
  })
  await record(call, server, DETACH)
  await env.jobs.enqueue(tx, DETACH_VOLUME, {
    resourceId: server.id,
    payload: { serverId: server.id, deviceId: device.uuid },
    requestId: ctx.requestId,
  })
}

async function detachLocally(
  call: ComputeCall,
  server: Server,
  device: BlockDevice,
): Promise<void> {
  await record(call, server, DETACH)
  await releaseDevice(call.tx, call.env, device, call.ctx.requestId)
  await removeDevice(call.tx, device.id)
  await recordLocally(call, server, EVENTS.detachLocally)
}

/** The disk of a server that is this volume; ids are found in any case. */
export async function deviceOfVolume(
  { tx }: Pick<ComputeCall, 'tx'>,
  { id: serverId }: Pick<Server, 'id'>,
  volumeId: string,
): Promise<BlockDevice | undefined> {
  const devices = await devicesOf(tx, serverId)
  const id = volumeId.toLowerCase()
  return devices.find((device) => isVolume(device) && device.volume_id === id)
}

export async function record(
  { tx, ctx, env }: ComputeCall,
  { id: serverId }: Server,
  { name: action }: ServerAction,
): Promise<void> {
  await recordAction(tx, {
    ...{ serverId, action, requestId: ctx.requestId, at: env.clock.isoNow() },
    ...{ userId: ctx.token.userId, projectId: ctx.projectId },
  })
}

async function recordLocally(
  { tx, ctx, env }: ComputeCall,
  { id: serverId }: Server,
  event: string,
): Promise<void> {
  const now = env.clock.isoNow()
  const of = { serverId, requestId: ctx.requestId }
  await recordEvent(tx, of, { event, startedAt: now, finishedAt: now, host: null })
}
