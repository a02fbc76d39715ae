/**
 * What is said of an attachment after it was made, and the exchange of its volume. Source:
 * openstack/nova nova/api/openstack/compute/volume_attachments.py (_update_volume_regular,
 * _update_volume_swap), nova/compute/api.py (swap_volume).
 */
import { badRequest, Fault } from '../../kernel/faults.ts'
import {
  devicesOfVolume,
  updateDevice,
  type BlockDevice,
} from '../block-devices/block-devices.store.ts'
import { volumeRefused } from '../block-devices/volume-refusals.ts'
import { recordEvent } from '../instance-actions/instance-actions.store.ts'
import type { ComputeCall } from '../operation.ts'
import { isTrue } from '../parameters.ts'
import { refuseServerAction } from '../servers/server-actions.ts'
import type { Server } from '../servers/server.ts'
import { EVENTS, SWAP } from './attach-actions.ts'
import { deviceOfVolume, record } from './attach-volume.usecase.ts'
import { noDeviceOf, notMigrating, refuseAttached, volumeNotFound } from './volume-attachment.ts'
import type { AskedAttachment } from './volume-attachments.schemas.ts'

/** Says whether a volume goes with its server; all else stays. @throws Fault 400, 404 */
export async function updateAttachment(
  call: ComputeCall,
  server: Server,
  volumeId: string,
  asked: AskedAttachment,
): Promise<void> {
  const device = await deviceOfVolume(call, server, volumeId)
  if (device === undefined) throw noDeviceOf(volumeId)
  const is = { id: volumeId, serverId: server.id, device: device.device_name, tag: device.tag }
  for (const [name, value] of Object.entries(is)) {
    const wanted = asked[name as keyof typeof is]
    if (wanted === undefined || wanted === value) continue
    throw badRequest(`The ${name} property is not mutable`)
  }
  const { delete_on_termination: goes } = asked
  if (goes === undefined) return
  await updateDevice(call.tx, device.id, { delete_on_termination: isTrue(goes) ? 1 : 0 })
}

/**
 * Puts another volume in the place of one that is attached: only Block Storage does it, for a volume
 * that it moves to another backend. Here it moves volumes in use by itself, so there is never anything
 * to be done: as where Nova is called for a volume that has arrived, both stay what they are, and the
 * instance action tells.
 * @throws Fault 400, 404, 409
 */
export async function swapVolume(
  call: ComputeCall,
  server: Server,
  volumeId: string,
  newId: string,
): Promise<void> {
  const { tx, ctx, env } = call
  const volumes = env.facades['block-storage'].as(ctx)
  const old = await volumes.findVolume(tx, volumeId)
  if (old === undefined) throw volumeNotFound(volumeId)
  if (old.migrationStatus === null) throw notMigrating(volumeId)
  const next = await volumes.findVolume(tx, newId)
  if (next === undefined) throw badRequest(volumeNotFound(newId).message)
  refuseServerAction(SWAP, server, ctx)
  const device = await deviceOfVolume(call, server, volumeId)
  if (!old.users.includes(server.id)) {
    throw badRequest('Invalid volume: Old volume is attached to a different instance.')
  }
  if (next.users.length > 0) {
    throw badRequest('Invalid volume: New volume must be detached in order to swap.')
  }
  if (next.size < old.size) {
    throw badRequest('Invalid volume: New volume must be the same size or larger.')
  }
  if (device === undefined) throw noDeviceOf(volumeId)
  await refuseUnready(call, device, old.users.length)
  refuseAttached(next, await devicesOfVolume(tx, next.id), server.id)
  await record(call, server, SWAP)
  const now = env.clock.isoNow()
  const why = `Volume ${next.id} is not the migration target of ${old.id}.`
  await recordEvent(
    tx,
    { serverId: server.id, requestId: ctx.requestId },
    {
      ...{ event: EVENTS.swap, host: server.host, startedAt: now, finishedAt: now },
      error: { traceback: why, details: why },
    },
  )
}

/** Whether the old volume could be let go of; it is not. */
async function refuseUnready(
  { tx, ctx, env }: ComputeCall,
  { volume_id: id }: BlockDevice,
  users: number,
): Promise<void> {
  const { as, rollDetaching } = env.facades['block-storage']
  try {
    await as(ctx).beginDetaching(tx, id!)
  } catch (error) {
    if (error instanceof Fault && error.status === 400) throw volumeRefused(error, ctx.requestId)
    throw error
  }
  await rollDetaching(tx, id!)
  if (users > 1) {
    throw badRequest(
      'Swapping multi-attach volumes with more than one read/write attachment is not supported.',
    )
  }
}
