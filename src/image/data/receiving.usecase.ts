/** Images that get their bytes from another service, by a job that may begin again. */
import type { Tx } from '../../storage/database.ts'
import { IMAGE_ACTIONS } from '../images/image-actions.ts'
import { discardKey } from '../images/image-key.usecase.ts'
import type { Image } from '../images/image.ts'
import { dropImage, endImageAction, findImage, updateImage } from '../images/images.store.ts'
import type { ImageEnv } from '../operation.ts'
import { adoptBytes, storeBytes, type TakenBytes } from './taking.usecase.ts'

const { upload } = IMAGE_ACTIONS

/** What another service has for an image. */
export interface ReceivedBytes {
  readonly bytes: AsyncIterable<Uint8Array>
  /** What would be found out of all of them, where it is known beforehand: then nobody looks. */
  readonly known?: KnownBytes | undefined
}

interface KnownBytes {
  /** In hexadecimal digits. */
  readonly md5: string
  readonly sha512: string
  /** In bytes. */
  readonly virtualSize: number
}

function store(env: ImageEnv, image: Image, { bytes, known }: ReceivedBytes): Promise<TakenBytes> {
  const { custody, stores } = env
  if (known === undefined) return storeBytes(env, image, stores.default, bytes)
  const { md5: checksum, sha512: hash, virtualSize } = known
  return custody.announced(
    (tx) => custody.announce(tx, image.id, stores.default),
    async (place) => ({
      ...(await custody.write(place, bytes)),
      ...{ place, checksum, hash, virtualSize },
    }),
  )
}

/** Still to have its bytes; what an earlier attempt began is begun anew. */
function isWaiting(image: Image | undefined): image is Image {
  return image?.status === 'queued' || image?.status === 'saving'
}

/** Of bytes that a store takes for long, as of those of a large volume. @throws why it was aborted */
async function* until(
  signal: AbortSignal,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    signal.throwIfAborted()
    yield chunk
  }
}

/** @throws StoreFailure, BytesRefused, why `signal` was aborted, or what the source throws */
export async function receiveBytes(
  env: ImageEnv,
  id: string,
  bytes: (image: Image) => Promise<ReceivedBytes>,
  signal: AbortSignal,
): Promise<void> {
  const image = await env.database.write(async (tx) => {
    const held = await findImage(tx, id, 'change')
    if (!isWaiting(held)) return undefined
    await updateImage(tx, id, { ...upload.at, updated_at: env.clock.isoNow() })
    return held
  })
  if (image === undefined) return
  const { bytes: source, known } = await bytes(image)
  const taken = await store(env, image, { bytes: until(signal, source), known }).catch(
    (error: unknown) => {
      signal.throwIfAborted()
      throw error
    },
  )
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
  env: Pick<ImageEnv, 'clock' | 'facades' | 'log'>,
  id: string,
): Promise<void> {
  const held = await findImage(tx, id, 'change')
  if (!isWaiting(held) || held.protected === 1) return
  await discardKey(tx, env, held)
  await dropImage(tx, id, env.clock.isoNow())
}
