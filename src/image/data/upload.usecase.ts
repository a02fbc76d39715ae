/**
 * The bytes of an image, or what is to be imported, from a client.
 * Source: openstack/glance glance/api/v2/image_data.py, glance/location.py.
 */
import type { ImageStore } from '../../drivers/image/interface.ts'
import type { ByteSource } from '../../kernel/body-format.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, gone } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { noImageWith } from '../faults.ts'
import { IMAGE_ACTIONS } from '../images/image-actions.ts'
import type { Image } from '../images/image.ts'
import { beginImageAction, endImageAction, findImage, updateImage } from '../images/images.store.ts'
import { mebibytes } from '../info/limits.ts'
import { enforceLimits } from '../info/limits.usecase.ts'
import type { ImageEnv } from '../operation.ts'
import { inGlancesWords } from './failures.ts'
import { ofSize } from './measuring.ts'
import type { ObjectPlace } from './objects.store.ts'
import { adoptBytes, BytesRefused, HASH_ALGORITHM, takeBytes } from './taking.usecase.ts'

export interface Upload {
  readonly env: ImageEnv
  readonly ctx: RequestContext
  readonly body: SentBytes
  /** The image, held by the transaction and judged anew. */
  reload(tx: Tx): Promise<Image>
}

export interface SentBytes {
  readonly source: ByteSource
  /** How many there must be, by the header; undefined where it does not say. */
  readonly exact: number | undefined
}

interface Begun {
  readonly image: Image
  readonly place: ObjectPlace
}

type UploadAction = typeof IMAGE_ACTIONS.upload | typeof IMAGE_ACTIONS.stage

/** Resolves when the image is active. @throws Fault 400, 404, 409, 410, 413, 415, 503 */
export async function uploadFile(upload: Upload): Promise<void> {
  const { env, ctx } = upload
  const { source, exact } = upload.body
  const action = IMAGE_ACTIONS.upload
  const begun = await begin(upload, action, storeAskedFor(env, ctx))
  const { image, place } = begun
  const taken = await orBack(upload, action, begun, () =>
    takeBytes(env, image, place, source, { announced: source.length, exact }),
  )
  const isThere = await end(upload, action, begun, (tx) => adoptBytes(tx, env, image.id, taken))
  if (isThere) return
  throw gone(
    `Image ${image.id} could not be found after upload. The image may have been deleted during the ` +
      'upload, cleaning up the chunks uploaded.',
  )
}

/** Resolves when the bytes wait to be imported. @throws Fault 400, 404, 409, 413, 503 */
export async function stageFile(upload: Upload): Promise<void> {
  const { env } = upload
  const { source, exact } = upload.body
  const action = IMAGE_ACTIONS.stage
  const begun = await begin(upload, action, env.stores.staging)
  const { image, place } = begun
  const { size } = await orBack(upload, action, begun, () =>
    env.custody.write(place, ofSize(source, exact), source.length),
  )
  const isThere = await end(upload, action, begun, async (tx) => {
    await updateImage(tx, image.id, { size })
    return env.custody.keepStaged(tx, place, size)
  })
  if (!isThere) throw noImageWith(image.id)
}

/** @throws Fault 400 where a header says of its size what it cannot be */
export function readBytes(source: ByteSource, { headers }: RequestContext): SentBytes {
  const text = headers['x-openstack-image-size']
  if (text === undefined) return { source, exact: undefined }
  if (typeof text !== 'string' || !/^\s*[+-]?\d{1,15}\s*$/.test(text)) {
    throw badRequest('Invalid or missing image size in request headers.')
  }
  // 0 says as little as no header.
  return { source, exact: Number(text) || undefined }
}

/** @throws Fault 400 */
function storeAskedFor({ stores }: ImageEnv, { headers }: RequestContext): ImageStore {
  const name = headers['x-image-meta-store']
  if (name === undefined) return stores.default
  const store = stores.named(String(name))
  if (store === undefined) throw badRequest(`Store for identifier ${String(name)} not found`)
  return store
}

/** The image says that bytes come, and where they will lie is announced. */
function begin(
  { env, ctx, body, reload }: Upload,
  action: UploadAction,
  store: ImageStore,
): Promise<Begun> {
  const { projectId } = ctx.token
  const coming = body.exact ?? body.source.length
  const isUpload = action === IMAGE_ACTIONS.upload
  const limited = isUpload ? 'image_size_total' : 'image_stage_total'
  return env.database.write(async (tx) => {
    const image = await putBackAbandoned(tx, env, await reload(tx))
    await enforceLimits(tx, env, projectId, { [limited]: mebibytes(coming) })
    const updated_at = env.clock.isoNow()
    await beginImageAction(tx, action, image, { updated_at, expected_size: coming ?? null })
    if (isUpload) refuseWithoutFormats(image)
    await enforceLimits(tx, env, projectId, { image_count_uploading: 0 })
    return { image, place: await env.custody.announce(tx, image.id, store) }
  })
}

/**
 * What a process left under way when it died does not go on. Glance leaves it so for good; here the bytes
 * may be sent again.
 */
async function putBackAbandoned(tx: Tx, env: ImageEnv, image: Image): Promise<Image> {
  const { id, status } = image
  if (status !== 'saving' && status !== 'uploading') return image
  if (await env.custody.isBusy(tx, id)) return image
  if ((await env.custody.staged(tx, id)) !== undefined) return image
  const { failed } = IMAGE_ACTIONS.upload
  await updateImage(tx, id, failed)
  return { ...image, ...failed }
}

/** Source: the setter of `status` of openstack/glance glance/domain/__init__.py. */
function refuseWithoutFormats(image: Image): void {
  const missing = (['disk_format', 'container_format'] as const).filter((name) => !image[name])
  if (missing.length === 0) return
  const names = missing.length === 1 ? 'Property' : 'Properties'
  throw badRequest(`${names} ${missing.join(', ')} must be set prior to saving data.`)
}

/** Where the bytes do not come or are not taken, the image goes back to where it was. */
async function orBack<T>(
  { env, ctx }: Upload,
  { at, failed }: UploadAction,
  { image, place }: Begun,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const refused = error instanceof BytesRefused ? error : undefined
    await env.database
      .write(async (tx) => {
        await env.custody.giveUp(tx, place)
        const held = await findImage(tx, image.id, 'change')
        if (held?.status !== at.status) return
        await updateImage(tx, image.id, {
          ...failed,
          updated_at: env.clock.isoNow(),
          ...(refused && {
            checksum: refused.checksum,
            os_hash_algo: HASH_ALGORITHM,
            os_hash_value: refused.hash,
          }),
        })
      })
      .catch((err: unknown) => {
        const fields = { request_id: ctx.requestId, image: image.id, err }
        env.log.warn(fields, 'an image whose bytes did not come could not be put back')
      })
    throw inGlancesWords(refused?.cause ?? error)
  }
}

/**
 * The bytes are the image's, and its status says so.
 * @returns false where the image is gone, or they were taken for abandoned; then they are given up
 */
function end(
  { env }: Upload,
  action: UploadAction,
  { image, place }: Begun,
  keep: (tx: Tx) => Promise<boolean>,
): Promise<boolean> {
  return env.database.write(async (tx) => {
    const held = await findImage(tx, image.id, 'change')
    if (held?.status !== action.at.status || !(await keep(tx))) {
      await env.custody.giveUp(tx, place)
      return false
    }
    const done = 'done' in action ? action.done : {}
    await endImageAction(tx, action, image.id, { ...done, updated_at: env.clock.isoNow() })
    return true
  })
}
