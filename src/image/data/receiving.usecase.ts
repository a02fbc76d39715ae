/** Images that get their bytes from another service, by a job that may begin again. */
import type { Tx } from '../../storage/database.ts'
import { IMAGE_ACTIONS } from '../images/image-actions.ts'
import type { Image } from '../images/image.ts'
import { dropImage, endImageAction, findImage, updateImage } from '../images/images.store.ts'
import type { ImageEnv } from '../operation.ts'
import { adoptBytes, storeBytes } from './taking.usecase.ts'

const { upload } = IMAGE_ACTIONS

/** Still to have its bytes; what an earlier attempt began is begun anew. */
function isWaiting(image: Image | undefined): image is Image {
  return image?.status === 'queued' || image?.status === 'saving'
}

/** @throws StoreFailure, BytesRefused, or what the source throws */
export async function receiveBytes(
  env: ImageEnv,
  id: string,
  bytes: (image: Image) => Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  const image = await env.database.write(async (tx) => {
    const held = await findImage(tx, id, 'change')
    if (!isWaiting(held)) return undefined
    await updateImage(tx, id, { ...upload.at, updated_at: env.clock.isoNow() })
    return held
  })
  if (image === undefined) return
  const taken = await storeBytes(env, image, env.stores.default, await bytes(image))
  await env.database.write(async (tx) => {
    const held = await findImage(tx, id, 'change')
    if (held?.status !== upload.at.status || !(await adoptBytes(tx, env, id, taken))) {
      return env.custody.giveUp(tx, taken.place)
    }
    await endImageAction(tx, upload, id, { ...upload.done, updated_at: env.clock.isoNow() })
  })
}

/** Deletes an image that waits for its bytes. Source: openstack/cinder cinder/volume/manager.py. */
export async function abandonImage(
  tx: Tx,
  env: Pick<ImageEnv, 'clock'>,
  id: string,
): Promise<void> {
  const held = await findImage(tx, id, 'change')
  if (isWaiting(held) && held.protected === 0) await dropImage(tx, id, env.clock.isoNow())
}
