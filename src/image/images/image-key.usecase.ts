import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'
import type { Image } from './image.ts'

/**
 * With an image goes the key of the volume that it was made of, where it says so and the key is of the
 * project that owns the image; anything else leaves it, and the image goes all the same.
 * Source: openstack/glance glance/api/v2/images.py (_delete_encryption_key).
 */
export async function discardKey(
  tx: Tx,
  { facades, log }: Pick<ImageEnv, 'facades' | 'log'>,
  { id: image, owner, properties }: Image,
): Promise<void> {
  const key = properties['cinder_encryption_key_id']
  const policy = properties['cinder_encryption_key_deletion_policy']
  if (!key || owner === null || policy !== 'on_image_deletion') return
  if (await facades['block-storage'].deleteKey(tx, { id: key, projectId: owner })) return
  log.warn({ image, key }, 'the key of a deleted image could not be found')
}
