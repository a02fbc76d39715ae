/**
 * What attaches volumes and detaches them. Source: openstack/cinder cinder/volume/manager.py
 * (attach_volume, detach_volume), cinder/volume/api.py (attachment_deletion_allowed),
 * cinder/db/api.py (volume_attached, volume_detached).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, conflict, type Fault } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { viewerOf } from '../volume-types/volume-types.ts'
import { invalidInput, type Volume } from '../volumes/volume.ts'
import { invalidVolume, QUIET_VOLUME_ACTIONS, VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { changeWhereAllowed, updateVolume } from '../volumes/volumes.store.ts'
import type { AttachMode } from './attachment-status.ts'
import { hostName, statesFrom, type Attachment } from './attachment.ts'
import {
  attachmentsOf,
  findAttachment,
  insertAttachment,
  removeAttachment,
} from './attachments.store.ts'

/** What somebody says of how they use a volume. */
export interface Use {
  readonly instance_uuid?: string
  readonly host_name?: string
  readonly mountpoint: string
  readonly mode?: AttachMode
}

/** Writes down that a volume, whose row is locked, is used. @throws 400 */
export async function attach(
  tx: Tx,
  env: BlockStorageEnv,
  volume: Volume,
  { instance_uuid: instance, host_name: sentHost, mountpoint, mode = 'rw' }: Use,
): Promise<void> {
  refuseUnlessAllowed(VOLUME_ACTIONS.attachShared, volume)
  const { id, status, readonly, attached_mode: attachedMode } = volume
  if (readonly === 1 && mode !== 'ro') {
    throw badRequest(`Invalid attaching mode '${mode}' for volume ${id}.`)
  }
  if (status === 'attaching' && attachedMode !== null && attachedMode !== mode) {
    throw invalidVolume('being attached by different mode')
  }
  const now = env.clock.isoNow()
  const host = sentHost ? hostName(sentHost) : null
  const attachments = await attachmentsOf(tx, id)
  const isKnown = attachments.some((known) =>
    instance === undefined ? known.attached_host === host : known.instance_uuid === instance,
  )
  if (isKnown) return updateVolume(tx, id, { status: 'in-use', updated_at: now })
  const isShared = volume.multiattach === 1 || volume.migration_status !== null
  if (!isShared) refuseUnlessAllowed(VOLUME_ACTIONS.attach, volume)
  await insertAttachment(tx, {
    id: env.ids.uuid(),
    volume_id: id,
    instance_uuid: instance ?? null,
    attached_host: host,
    mountpoint,
    attach_status: 'attached',
    attach_mode: mode,
    attach_time: now,
    connection_info: null,
    connector: null,
    created_at: now,
    updated_at: null,
  })
  await updateVolume(tx, id, {
    ...VOLUME_ACTIONS.attach.at,
    readonly: readonly ?? 0,
    attached_mode: mode,
    updated_at: now,
  })
}

/**
 * Detaching what a server uses is for the Compute service to ask, which proves by a token of its own
 * that it does. Everybody else has to name what they detach, if there is a choice.
 * @param attachmentId null where the request names none
 * @throws 400, 409
 */
export async function refuseUserDetaching(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  attachmentId: string | null,
): Promise<void> {
  if (ctx.isServiceRequest) return
  const attachment = await attachmentMeant(tx, ctx, volume, attachmentId)
  if (attachment === 'nothing') return
  if (attachment === undefined) {
    throw usedBy('')
  }
  if (attachment.volume_id !== volume.id) throw invalidInput('Mismatched volume and attachment')
  await refuseWhileUsed(tx, env, attachment)
}

/** What a server uses it has to let go of itself. @throws 409 */
export async function refuseWhileUsed(
  tx: Tx,
  env: BlockStorageEnv,
  { id }: Pick<Attachment, 'id'>,
): Promise<void> {
  const serverId = await env.facades.compute.serverOfAttachment(tx, id)
  if (serverId !== undefined) throw usedBy(serverId)
}

/** @param serverId empty where it is unclear which one is meant */
function usedBy(serverId: string): Fault {
  return conflict(
    `ConflictNovaUsingAttachment: Detach volume from instance ${serverId} using the Compute API`,
  )
}

/** Undefined where it is unclear which one. */
async function attachmentMeant(
  tx: Tx,
  ctx: RequestContext,
  volume: Volume,
  attachmentId: string | null,
): Promise<Attachment | 'nothing' | undefined> {
  if (attachmentId) return findAttachment(tx, viewerOf(ctx), attachmentId)
  const attachments = await attachmentsOf(tx, volume.id)
  if (attachments.length === 0) return 'nothing'
  return attachments.length === 1 ? attachments[0] : undefined
}

/**
 * Writes down that a volume, whose row is locked, is not used any more.
 * @param attachmentId null for the only one
 * @throws 400
 */
export async function detach(
  tx: Tx,
  env: BlockStorageEnv,
  volume: Volume,
  attachmentId: string | null,
): Promise<void> {
  refuseUnlessAllowed(VOLUME_ACTIONS.detach, volume)
  const attachments = await attachmentsOf(tx, volume.id)
  if (attachmentId) {
    await removeAttachment(tx, attachmentId)
    return settle(tx, volume)
  }
  if (attachments.length > 1) {
    throw invalidVolume(
      'Detach volume failed: More than one attachment, but no attachment_id provided.',
    )
  }
  const [only] = attachments
  if (only !== undefined) {
    await removeAttachment(tx, only.id)
    return settle(tx, volume)
  }
  await updateVolume(tx, volume.id, {
    ...VOLUME_ACTIONS.detach.at,
    updated_at: env.clock.isoNow(),
  })
}

/** Once an attachment is gone, gives the volume the states that the others make of it. */
export async function settle(tx: Tx, volume: Volume): Promise<void> {
  const { status, attach_status } = statesFrom(await attachmentsOf(tx, volume.id))
  const { migration_status: migration } = volume
  // What moves or copies a volume that nothing uses any more gives it its state in the end.
  const isBusy =
    migration === null
      ? volume.status === 'uploading'
      : migration !== 'success' && migration !== 'error'
  await updateVolume(tx, volume.id, {
    attach_status,
    ...((attach_status !== 'detached' || !isBusy) && { status }),
    attached_mode: null,
  })
}

/** Takes back that a volume, whose row is locked, is about to be attached, if it is. */
export async function unreserve(tx: Tx, env: BlockStorageEnv, volume: Volume): Promise<void> {
  const attachments = await attachmentsOf(tx, volume.id)
  const { unreserve: free, unreserveAttached: attached } = QUIET_VOLUME_ACTIONS
  const action = attachments.length > 0 ? attached : free
  await changeWhereAllowed(tx, action, volume, { updated_at: env.clock.isoNow() })
}
