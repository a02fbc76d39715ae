/** What the rest of the program may know of Image. */
import type { RequestContext } from '../kernel/context.ts'
import type { PolicyRule } from '../kernel/policy.ts'
import type { Lock } from '../kernel/target.ts'
import type { Tx } from '../storage/database.ts'
import { abandonImage, receiveBytes, type ReceivedBytes } from './data/receiving.usecase.ts'
import { createImage } from './images/create-image.usecase.ts'
import { authorizeNewImage, readNewImage } from './images/new-image.ts'
import { enforceLimits } from './info/limits.usecase.ts'
import { noImageWith } from './faults.ts'
import { imagesNamed } from './images/by-name.store.ts'
import { everyImage, type ImagesAsked } from './images/every-image.usecase.ts'
import { deleteImage } from './images/delete-image.usecase.ts'
import { factsOf, viewerOf, type Image, type VisibleImage } from './images/image.ts'
import { DELETE, GET, MODIFY } from './images/images.policies.ts'
import { findImage, findVisible } from './images/images.store.ts'
import { replaceProperties } from './images/replace-properties.usecase.ts'
import type { ImageEnv } from './operation.ts'

export type { ReceivedBytes } from './data/receiving.usecase.ts'

/** What is known of an image but for its bytes. Sizes in bytes, `min_disk` GiB, `min_ram` MiB. */
export type ImageHead = Readonly<
  Pick<
    Image,
    | 'id'
    | 'name'
    | 'owner'
    | 'status'
    | 'visibility'
    | 'protected'
    | 'disk_format'
    | 'container_format'
    | 'min_disk'
    | 'min_ram'
    | 'size'
    | 'virtual_size'
    | 'checksum'
    | 'properties'
    | 'created_at'
    | 'updated_at'
  >
>

/** What other services may ask of Image, in their own transaction. */
export interface ImageFacade {
  /** On behalf of whoever sent the request, under the rules of Image. */
  as(ctx: RequestContext): ImageClient
  /** An image, whoever asks: for jobs. */
  find(tx: Tx, id: string): Promise<ImageHead | undefined>
  /**
   * Gives an image its bytes, outside of any transaction and on behalf of nobody: for jobs, which may
   * call it again. An image that has bytes or is gone is left as it is.
   * @param bytes asked for where the image takes some
   * @param signal of the job
   * @throws StoreFailure, BytesRefused, why `signal` was aborted, or what `bytes` throws; then the image
   * takes bytes again
   */
  receive(
    id: string,
    bytes: (image: ImageHead) => Promise<ReceivedBytes>,
    signal: AbortSignal,
  ): Promise<void>
  /** Deletes an image that waits for its bytes, which will not come. */
  abandon(tx: Tx, id: string): Promise<void>
}

export interface ImageClient {
  /** Undefined where there is none that the caller may see. */
  find(tx: Tx, id: string, lock?: Lock): Promise<ImageHead | undefined>
  /** Those of this name in the caller's list, newest first; two of them at most. */
  named(tx: Tx, name: string): Promise<readonly ImageHead[]>
  /**
   * Makes an image that has no bytes yet.
   * @param sent as the body of `POST /images`
   * @throws Fault 400, 403, 409, 413
   */
  create(tx: Tx, sent: Readonly<Record<string, unknown>>): Promise<ImageHead>
  /** The caller's list, in its order. @throws Fault 400, 403 */
  list(tx: Tx, asked: ImagesAsked): Promise<readonly ImageHead[]>
  /** Gives an image these properties instead of those that it has. @throws Fault 403, 404, 413 */
  setProperties(tx: Tx, id: string, properties: ImageHead['properties']): Promise<void>
  /** @throws Fault 403 (where it is protected, too), 404, 409 */
  delete(tx: Tx, id: string): Promise<void>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    image: ImageFacade
  }
}

export function imageFacade(env: ImageEnv): ImageFacade {
  return {
    as: (caller) => clientOf(env, caller.within('image')),
    find: (tx, id) => findImage(tx, id),
    receive: (id, bytes, signal) => receiveBytes(env, id, bytes, signal),
    abandon: (tx, id) => abandonImage(tx, env, id),
  }
}

function clientOf(env: ImageEnv, ctx: RequestContext): ImageClient {
  const find = async (tx: Tx, id: string, lock?: Lock): Promise<VisibleImage | undefined> => {
    const found = await findVisible(tx, viewerOf(ctx), id, lock)
    return found !== undefined && ctx.allows(GET, factsOf(found)) ? found : undefined
  }
  /** Locked, to be changed under this rule. */
  const held = async (tx: Tx, id: string, rule: PolicyRule): Promise<VisibleImage> => {
    const image = await find(tx, id, 'change')
    if (image === undefined) throw noImageWith(id)
    ctx.authorize(rule, factsOf(image))
    return image
  }
  return {
    find,
    async named(tx, name) {
      const found = await imagesNamed(tx, viewerOf(ctx), name)
      return found.filter((image) => ctx.allows(GET, factsOf({ ...image, member: null })))
    },
    async create(tx, sent) {
      const asked = readNewImage(sent, ctx)
      authorizeNewImage(ctx, asked)
      await enforceLimits(tx, env, ctx.token.projectId, { image_count_total: 1 })
      return createImage(tx, env, asked)
    },
    list: (tx, asked) => everyImage(tx, env, ctx, asked),
    async setProperties(tx, id, properties) {
      const image = await held(tx, id, MODIFY)
      await replaceProperties(tx, env, ctx, image, new Map(Object.entries(properties)))
    },
    async delete(tx, id) {
      await deleteImage(tx, env, await held(tx, id, DELETE))
    },
  }
}
