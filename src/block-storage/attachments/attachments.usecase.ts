/**
 * Attachments from the reservation of a volume to its release. Source: openstack/cinder
 * cinder/volume/api.py (_attachment_reserve, attachment_create, attachment_update,
 * attachment_delete), cinder/volume/manager.py (attachment_update).
 */
import type { Connection, Connector } from '../../drivers/volume/interface.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { conflict } from '../../kernel/faults.ts'
import { isAllowed, refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { getType } from '../volume-types/volume-types.store.ts'
import { isMultiattach } from '../volumes/new-volume.ts'
import { volumeAttributes, type Volume } from '../volumes/volume.ts'
import { VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { beginAction, findVolume, updateVolume } from '../volumes/volumes.store.ts'
import { refuseWhileUsed, settle } from './attaching.usecase.ts'
import type { NewAttachment } from './attachment.schemas.ts'
import { attachmentNotFound, type Attachment, type OwnedAttachment } from './attachment.ts'
import {
  attachmentsOf,
  insertAttachment,
  removeAttachment,
  updateAttachment,
} from './attachments.store.ts'
import { connect, disconnect } from './connecting.usecase.ts'
import { MULTIATTACH_BOOTABLE } from './policies.ts'

/** How an operation finds its target again in a transaction in which it writes. */
type Reload<T> = (tx: Tx) => Promise<T>

/**
 * Reserves a volume for something that is to use it, and connects its host where that is known.
 * @throws 400, 403
 */
export async function createAttachment(
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  asked: NewAttachment,
  reload: Reload<Volume>,
): Promise<Attachment> {
  const { instance_uuid: instance } = asked
  authorizeSharing(ctx, volume)
  await env.database.read((tx) => reservation(tx, volume, instance))
  const connector = isEmpty(asked.connector) ? undefined : asked.connector
  const connection = connector && (await connect(ctx, env, volume, connector))
  try {
    return await env.database.write(async (tx) => {
      const locked = await reload(tx)
      const attachment = await reserveAttachment(tx, env, locked, asked)
      if (connector === undefined || connection === undefined) return attachment
      const now = env.clock.isoNow()
      const changes = { ...connected(attachment, connector, connection), attach_time: now }
      await updateAttachment(tx, attachment.id, changes)
      await updateVolume(tx, locked.id, { ...ATTACHING, updated_at: now })
      // Upstream shows what it read before it connected, with the connection in it.
      return { ...attachment, connection_info: changes.connection_info }
    })
  } catch (error) {
    if (connection !== undefined) await disconnect(env, volume, connector)
    throw error
  }
}

/** @throws 403 for a second user of a volume that servers boot from */
export function authorizeSharing(ctx: Pick<RequestContext, 'authorize'>, volume: Volume): void {
  const { multiattach, status, bootable } = volume
  if (multiattach !== 1 || status !== 'in-use' || bootable !== 1) return
  ctx.authorize(MULTIATTACH_BOOTABLE, volumeAttributes(volume))
}

/** Reserves a volume, whose row is locked, for something that is to use it. @throws 400 */
export async function reserveAttachment(
  tx: Tx,
  env: BlockStorageEnv,
  volume: Volume,
  asked: NewAttachment,
): Promise<Attachment> {
  const reserves = await reservation(tx, volume, asked.instance_uuid)
  if (reserves) await beginAction(tx, reserve(volume), volume, { updated_at: env.clock.isoNow() })
  const attachment = newAttachment(env, volume, asked)
  await insertAttachment(tx, attachment)
  return { ...attachment, serial: 0 }
}

const ATTACHING = { status: 'attaching', attach_status: 'attaching' } as const

function isEmpty(connector: Connector | null | undefined): connector is null | undefined {
  return !connector || Object.keys(connector).length === 0
}

function reserve({ multiattach }: Volume) {
  const { reserveAttachment: once, reserveSharedAttachment: shared } = VOLUME_ACTIONS
  return multiattach === 1 ? shared : once
}

/**
 * Does another attachment reserve the volume? What uses it already may have several: it may be on
 * its way to another host.
 * @throws 400 where the volume cannot be attached
 */
async function reservation(tx: Tx, volume: Volume, instance: string | undefined): Promise<boolean> {
  const action = reserve(volume)
  if (isAllowed(action.from, volume)) return true
  const isUsed = volume.status === 'in-use' || volume.status === 'reserved'
  const others = isUsed && instance !== undefined ? await attachmentsOf(tx, volume.id) : []
  const isItsOwn = others.some(({ instance_uuid }) => instance_uuid === instance)
  if (!isItsOwn) refuseUnlessAllowed(action, volume)
  return false
}

function newAttachment(env: BlockStorageEnv, volume: Volume, asked: NewAttachment) {
  return {
    id: env.ids.uuid(),
    volume_id: volume.id,
    instance_uuid: asked.instance_uuid ?? null,
    attached_host: null,
    mountpoint: null,
    attach_status: 'reserved' as const,
    // Upstream takes whatever is known of the flag for a yes, `False` too.
    attach_mode: volume.readonly === null ? (asked.mode ?? ('null' as const)) : ('ro' as const),
    attach_time: null,
    connection_info: '{}',
    connector: null,
    created_at: env.clock.isoNow(),
    updated_at: null,
  }
}

/** The columns of an attachment whose host is connected. */
function connected({ id }: Pick<Attachment, 'id'>, connector: Connector, connection: Connection) {
  const { enforce_multipath = false, host, mountpoint } = connector
  return {
    attach_status: 'attaching' as const,
    attached_host: typeof host === 'string' ? host : '',
    mountpoint: typeof mountpoint === 'string' ? mountpoint : 'na',
    connector: JSON.stringify(connector),
    connection_info: JSON.stringify({
      ...connection.data,
      driver_volume_type: connection.type,
      attachment_id: id,
      enforce_multipath,
    }),
  }
}

/**
 * Connects the host of a reservation.
 * @throws 400, 409
 */
export async function connectAttachment(
  ctx: Pick<RequestContext, 'isAdmin'>,
  env: BlockStorageEnv,
  attachment: OwnedAttachment,
  connector: Connector,
  reload: Reload<OwnedAttachment>,
): Promise<Attachment> {
  const volume = await env.database.read(async (tx) => {
    const found = await volumeOf(tx, attachment)
    await refuseConnecting(tx, found)
    return found
  })
  const connection = await connect(ctx, env, volume, connector)
  return env.database.write(async (tx) => {
    const now = env.clock.isoNow()
    const before = await reload(tx)
    const locked = await volumeOf(tx, before, 'change')
    await refuseConnecting(tx, locked)
    const mode = before.attach_mode === 'null' ? modeOf(connector) : before.attach_mode
    const changes = connected(before, connector, connection)
    await updateAttachment(tx, before.id, { ...changes, attach_mode: mode, attach_time: now })
    await updateVolume(tx, locked.id, { ...ATTACHING, updated_at: now })
    return { ...before, connection_info: changes.connection_info }
  })
}

/** @throws 404 where it was deleted meanwhile, and the attachment with it */
async function volumeOf(tx: Tx, { id, volume_id }: Attachment, lock?: Lock): Promise<Volume> {
  const volume = await findVolume(tx, volume_id, lock)
  if (volume === undefined) throw attachmentNotFound(id)
  return volume
}

function modeOf({ mode }: Connector): 'ro' | 'rw' {
  return mode === 'ro' ? 'ro' : 'rw'
}

/**
 * A volume that is not made for several users may have several reservations, but one connection.
 * @throws 409
 */
async function refuseConnecting(tx: Tx, volume: Volume): Promise<void> {
  const { id, status } = volume
  if (status.includes('error')) {
    throw conflict(
      'Resource conflict: Volume attachments can not be updated if the volume is in an error ' +
        `state. The Volume ${id} currently has a status of: ${status} `,
    )
  }
  const attachments = await attachmentsOf(tx, id)
  if (attachments.length < 2 || volume.multiattach === 1) return
  const isConnected = attachments.some(({ connector }) => connector !== null)
  if (!isConnected) return
  const type = await getType(tx, { isAdmin: true, projectId: undefined }, volume.volume_type_id)
  if (isMultiattach(type)) return
  throw conflict(`Resource conflict: duplicate connectors detected on volume ${id}`)
}

/** Says that an attachment is in use, even one that nobody connected. */
export async function completeAttachment(
  tx: Tx,
  env: BlockStorageEnv,
  { id, volume_id }: Attachment,
): Promise<void> {
  const now = env.clock.isoNow()
  await updateAttachment(tx, id, { attach_status: 'attached', updated_at: now })
  await updateVolume(tx, volume_id, { ...VOLUME_ACTIONS.attach.at, updated_at: now })
}

/** Releases a volume, and returns what holds it still. @throws 409 where a server uses it */
export async function deleteAttachment(
  ctx: RequestContext,
  env: BlockStorageEnv,
  attachment: OwnedAttachment,
  reload: Reload<OwnedAttachment>,
): Promise<readonly Attachment[]> {
  const refuse = async (tx: Tx) => {
    if (!ctx.isServiceRequest) await refuseWhileUsed(tx, env, attachment)
  }
  await env.database.read(refuse)
  await disconnectAttachment(env, attachment)
  return env.database.write(async (tx) => {
    const locked = await reload(tx)
    await refuse(tx)
    await dropAttachment(tx, locked)
    return attachmentsOf(tx, attachment.volume_id)
  })
}

/** Ends that the host of an attachment reaches the volume. */
export async function disconnectAttachment(
  env: BlockStorageEnv,
  attachment: OwnedAttachment,
): Promise<void> {
  if (attachment.connector === null) return
  const volume = await env.database.read((tx) => volumeOf(tx, attachment))
  await disconnect(env, volume, JSON.parse(attachment.connector) as Connector)
}

/** Ends an attachment whose host does not reach the volume any more. */
export async function dropAttachment(tx: Tx, attachment: Attachment): Promise<void> {
  await removeAttachment(tx, attachment.id)
  await settle(tx, await volumeOf(tx, attachment, 'change'))
}
