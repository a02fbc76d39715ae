import { forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { discardBytes } from '../data/staging.usecase.ts'
import type { ImageEnv } from '../operation.ts'
import { IMAGE_ACTIONS } from './image-actions.ts'
import { discardKey } from './image-key.usecase.ts'
import type { Image } from './image.ts'
import { beginImageAction, dropImage } from './images.store.ts'

/** @param image locked @throws Fault 403 where it is protected */
export async function deleteImage(tx: Tx, env: ImageEnv, image: Image): Promise<void> {
  if (image.protected === 1) {
    throw forbidden(`Image ${image.id} is protected and cannot be deleted.`)
  }
  await beginImageAction(tx, IMAGE_ACTIONS.delete, image, {})
  await discardBytes(tx, env, image)
  await discardKey(tx, env, image)
  await dropImage(tx, image.id, env.clock.isoNow())
}
