/** Images that are made of volumes, and written over them. */
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { conflict, Fault, notFound } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageHead } from '../../image/facade.ts'
import { copyKey } from '../keys/keys.usecase.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { attachmentsOf } from '../attachments/attachments.store.ts'
import { REIMAGE_VOLUME, UPLOAD_IMAGE } from './imaging.jobs.ts'
import { REIMAGE, REIMAGE_RESERVED, UPLOAD_PUBLIC } from './imaging.policies.ts'
import { imageMetadataOf, refuseImage } from './source-image.ts'
import {
  imageRefused,
  inheritedProperties,
  refuseConverting,
  type Upload,
} from './uploaded-image.ts'
import { volumeAttributes, type Volume } from './volume.ts'
import { VOLUME_ACTIONS } from './volume-actions.ts'
import { beginAction } from './volumes.store.ts'

/**
 * Begins to make an image of a volume, whose row is locked, as the caller.
 * Source: openstack/cinder cinder/api/contrib/volume_actions.py (_volume_upload_image).
 * @throws 400, 403
 */
export async function uploadImage(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  asked: Upload & { readonly hasVisibility: boolean },
): Promise<ImageHead> {
  const { id, size: sizeGib, host: pool } = volume
  if (volume.encryption_key_id !== null) refuseConverting(asked)
  const { visibility = 'private' } = asked
  if (visibility === 'public') ctx.authorize(UPLOAD_PUBLIC, volumeAttributes(volume))
  const action = VOLUME_ACTIONS.uploadImage
  await beginAction(tx, action, volume, { updated_at: env.clock.isoNow() })
  if (pool === null) throw action.refusal(volume)
  const image = await env.facades.image
    .as(ctx)
    .create(tx, {
      ...inheritedProperties(volume.imageMetadata),
      ...(await keyProperties(tx, ctx, env, volume)),
      ...{ name: asked.image_name, disk_format: asked.disk_format ?? 'raw' },
      container_format: asked.container_format === undefined ? 'bare' : asked.container_format,
      // Before 3.1 nothing is said of it.
      ...(asked.hasVisibility && { visibility, protected: booleanFrom(asked.protected ?? false) }),
    })
    .catch((error: unknown) => {
      throw error instanceof Fault ? imageRefused(error) : error
    })
  const payload = { volume: { id, sizeGib, pool }, imageId: image.id }
  await env.jobs.enqueue(tx, UPLOAD_IMAGE, { resourceId: id, payload, requestId: ctx.requestId })
  return image
}

/** The image has a key of its own, with the secret of the volume's, and takes it along. */
async function keyProperties(
  tx: Tx,
  { projectId }: RequestContext,
  env: BlockStorageEnv,
  { encryption_key_id: keyId }: Volume,
): Promise<Record<string, string>> {
  const copied = keyId === null ? undefined : await copyKey(tx, env, { keyId, projectId })
  if (copied === undefined) return {}
  return {
    cinder_encryption_key_id: copied,
    cinder_encryption_key_deletion_policy: 'on_image_deletion',
  }
}

/**
 * Begins to write an image over a volume, whose row is locked.
 * Source: openstack/cinder cinder/volume/api.py (reimage).
 * @throws 400, 403, 404, 409
 */
export async function reimage(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  asked: { readonly imageId: string; readonly takesReserved: boolean },
): Promise<void> {
  const image = await env.facades.image.as(ctx).find(tx, asked.imageId)
  if (image === undefined) throw notFound(`Image ${asked.imageId} could not be found.`)
  const rule = volume.status === 'reserved' ? REIMAGE_RESERVED : REIMAGE
  ctx.authorize(rule, volumeAttributes(volume))
  if ((await attachmentsOf(tx, volume.id)).length > 1) {
    throw conflict('Cannot re-image a volume which is attached to more than one server.')
  }
  const { reimage: alone, reimageReserved } = VOLUME_ACTIONS
  const action = asked.takesReserved ? reimageReserved : alone
  refuseUnlessAllowed(action, volume)
  refuseImage(image, volume.size)
  const { id, size: sizeGib, host: pool, status: previous_status } = volume
  await beginAction(tx, action, volume, { previous_status, updated_at: env.clock.isoNow() })
  const payload = {
    volume: { id, sizeGib, pool },
    metadata: imageMetadataOf(image),
  }
  const { requestId } = ctx
  await env.jobs.enqueue(tx, REIMAGE_VOLUME, { resourceId: id, payload, requestId })
}
