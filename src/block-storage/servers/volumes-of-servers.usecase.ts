/**
 * What Nova asks of Cinder in the life of a server. Source: openstack/nova nova/volume/cinder.py,
 * nova/virt/block_device.py.
 */
import type { Connector } from '../../drivers/volume/interface.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { Fault } from '../../kernel/faults.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { attachmentNotFound, type OwnedAttachment } from '../attachments/attachment.ts'
import {
  authorizeSharing,
  completeAttachment,
  connectAttachment,
  disconnectAttachment,
  dropAttachment,
  reserveAttachment,
} from '../attachments/attachments.usecase.ts'
import { findAttachment } from '../attachments/attachments.store.ts'
import { heldAttachment } from '../attachments/held-attachment.usecase.ts'
import { CREATE as CREATE_ATTACHMENT } from '../attachments/policies.ts'
import type { Owner } from '../caller.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { isVisible, snapshotAttributes } from '../snapshots/snapshot.ts'
import { GET as GET_SNAPSHOT } from '../snapshots/snapshots.policies.ts'
import { findSnapshot } from '../snapshots/snapshots.store.ts'
import { viewerOf } from '../volume-types/volume-types.ts'
import { getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import { BEGIN_DETACHING } from '../volumes/attach.policies.ts'
import { createVolumeFor } from '../volumes/create-volume.usecase.ts'
import { deleteVolume } from '../volumes/delete-volume.usecase.ts'
import { imageNotUsable } from '../volumes/source-image.ts'
import { isMigrating, QUIET_VOLUME_ACTIONS, VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { volumeAttributes, volumeNotFound, type Volume } from '../volumes/volume.ts'
import { GET } from '../volumes/volumes.policies.ts'
import { beginAction, changeWhereAllowed, findVolume } from '../volumes/volumes.store.ts'
import {
  ofServers,
  snapshotOfServers,
  type SnapshotOfServers,
  type VolumeForServer,
  type VolumeOfServers,
} from './volumes-of-servers.ts'

/** The cloud itself sees everything. */
const EVERYBODY = { isAdmin: true, projectId: undefined } as const

/** A volume that the caller may see. */
export async function findVisibleVolume(
  tx: Tx,
  ctx: RequestContext,
  id: string,
): Promise<VolumeOfServers | undefined> {
  const volume = await visible(tx, ctx, id)
  return volume && ofServers(volume)
}

/** A volume, whoever asks. */
export async function findAnyVolume(tx: Tx, id: string): Promise<VolumeOfServers | undefined> {
  const volume = await findVolume(tx, id)
  return volume && ofServers(volume)
}

async function visible(
  tx: Tx,
  ctx: RequestContext,
  id: string,
  lock?: Lock,
): Promise<Volume | undefined> {
  const volume = await findVolume(tx, id, lock)
  return volume && ctx.allows(GET, volumeAttributes(volume)) ? volume : undefined
}

/** A snapshot that the caller may see. */
export async function findVisibleSnapshot(
  tx: Tx,
  ctx: RequestContext,
  id: string,
): Promise<SnapshotOfServers | undefined> {
  const snapshot = await findSnapshot(tx, id)
  if (snapshot === undefined || !isVisible(ctx, snapshot)) return undefined
  return ctx.allows(GET_SNAPSHOT, snapshotAttributes(snapshot))
    ? snapshotOfServers(snapshot)
    : undefined
}

/** The name of a type that the caller may use, by its name or id. */
export async function typeNamed(
  tx: Tx,
  ctx: RequestContext,
  identity: string,
): Promise<string | undefined> {
  try {
    return (await getTypeByNameOrId(tx, viewerOf(ctx), identity)).name
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return undefined
    throw error
  }
}

/** Reserves a volume for a server. @returns the attachment @throws Fault 400, 404; PolicyRefusal */
export async function reserveFor(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { volumeId, serverId }: { readonly volumeId: string; readonly serverId: string },
): Promise<string> {
  const volume = await visible(tx, ctx, volumeId, 'change')
  if (volume === undefined) throw volumeNotFound(volumeId)
  ctx.authorize(CREATE_ATTACHMENT, volumeAttributes(volume))
  authorizeSharing(ctx, volume)
  return reserve(tx, env, volume, serverId)
}

/** As above, of a volume that was made for the server. @throws Fault 400, 404 */
export async function reserveMade(
  tx: Tx,
  env: BlockStorageEnv,
  { volumeId, serverId }: { readonly volumeId: string; readonly serverId: string },
): Promise<string> {
  const volume = await findVolume(tx, volumeId, 'change')
  if (volume === undefined) throw volumeNotFound(volumeId)
  return reserve(tx, env, volume, serverId)
}

/** @param volume held by the caller */
async function reserve(
  tx: Tx,
  env: BlockStorageEnv,
  volume: Volume,
  serverId: string,
): Promise<string> {
  const asked = { volume_uuid: volume.id, instance_uuid: serverId }
  return (await reserveAttachment(tx, env, volume, asked)).id
}

/** Says that a server is about to let go of a volume. @throws Fault 400, 404; PolicyRefusal */
export async function beginDetaching(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  id: string,
): Promise<void> {
  const volume = await visible(tx, ctx, id, 'change')
  if (volume === undefined) throw volumeNotFound(id)
  ctx.authorize(BEGIN_DETACHING, volumeAttributes(volume))
  if (isMigrating(volume)) return
  const changes = { updated_at: env.clock.isoNow() }
  await beginAction(tx, VOLUME_ACTIONS.beginDetaching, volume, changes)
}

/** It keeps it after all. */
export async function rollDetaching(tx: Tx, env: BlockStorageEnv, id: string): Promise<void> {
  const volume = await findVolume(tx, id, 'change')
  if (volume === undefined) return
  const changes = { updated_at: env.clock.isoNow() }
  await changeWhereAllowed(tx, QUIET_VOLUME_ACTIONS.rollDetaching, volume, changes)
}

/** Makes a volume for a server. @throws Fault 400, 404, 413 */
export async function createForServer(
  tx: Tx,
  env: BlockStorageEnv,
  owner: Owner,
  { name, size, type, snapshotId, imageId }: VolumeForServer,
): Promise<VolumeOfServers> {
  const image = imageId ? await env.facades.image.find(tx, imageId) : undefined
  if (imageId && image === undefined) throw imageNotUsable()
  const asked = {
    ...{ name, size, volume_type: type, snapshot_id: snapshotId ?? null },
    imageRef: imageId ?? null,
  }
  return ofServers(await createVolumeFor(tx, owner, env, asked, image))
}

function isBeingMade({ status }: Volume): boolean {
  return status === 'creating' || status === 'downloading'
}

/** Deletes a volume, as far as it can be deleted. @returns false where it cannot */
export async function deleteForServer(
  tx: Tx,
  env: BlockStorageEnv,
  id: string,
  requestId: string | null,
): Promise<boolean> {
  const volume = await findVolume(tx, id, 'change')
  if (volume === undefined) return true
  // One that is still being made goes once it is made: jobs of a volume are done in their order.
  const how = { force: isBeingMade(volume), cascade: false }
  try {
    await deleteVolume(tx, { isAdmin: true, requestId }, env, volume, how)
    return true
  } catch (error) {
    // It is refused before anything is written.
    if (error instanceof Fault) return false
    throw error
  }
}

/** Lets the host of a server reach a volume. @throws Fault 400, 404, 409 */
export async function connectServer(
  env: BlockStorageEnv,
  attachmentId: string,
  connector: Connector,
): Promise<void> {
  const attachment = await env.database.read((tx) => anyAttachment(tx, attachmentId))
  // Whoever asks again after a crash has it connected already.
  if (attachment.connector !== null) return
  await connectAttachment({ isAdmin: true }, env, attachment, connector, async (tx) =>
    anyAttachment(tx, attachmentId, 'change'),
  )
}

async function anyAttachment(tx: Tx, id: string, lock?: Lock): Promise<OwnedAttachment> {
  const attachment = await heldAttachment(tx, EVERYBODY, id, lock)
  if (attachment === undefined) throw attachmentNotFound(id)
  return attachment
}

/** The host does not reach it any more. */
export async function disconnectServer(env: BlockStorageEnv, attachmentId: string): Promise<void> {
  const attachment = await env.database.read((tx) => findAttachment(tx, EVERYBODY, attachmentId))
  if (attachment !== undefined) await disconnectAttachment(env, attachment)
}

/** The server uses the volume. @throws Fault 404 where the attachment is gone */
export async function completeFor(tx: Tx, env: BlockStorageEnv, id: string): Promise<void> {
  await completeAttachment(tx, env, await anyAttachment(tx, id, 'change'))
}

/** The server needs the volume no longer. @returns false where nothing held it any more */
export async function releaseFrom(tx: Tx, id: string): Promise<boolean> {
  const attachment = await heldAttachment(tx, EVERYBODY, id, 'change')
  if (attachment === undefined) return false
  await dropAttachment(tx, attachment)
  return true
}
