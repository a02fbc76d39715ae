import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageHead } from '../../image/facade.ts'
import { isUuidLike } from '../../kernel/formats.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { imageNameAmbiguous, imageNotUsable } from './source-image.ts'

/**
 * The image that a client names: by its id, by an address that ends in it, or by its name.
 * Source: openstack/cinder cinder/api/v3/volumes.py (_image_uuid_from_ref).
 * @throws 400, 409
 */
export async function findSourceImage(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  asked: string | undefined,
): Promise<ImageHead | undefined> {
  if (asked === undefined) return undefined
  const images = env.facades.image.as(ctx)
  const id = asked.split('/').at(-1)!
  const found = isUuidLike(id) ? await images.find(tx, id) : undefined
  if (found !== undefined) return found
  const [named, other] = await images.named(tx, asked)
  if (other !== undefined) throw imageNameAmbiguous(asked)
  if (named === undefined) throw imageNotUsable()
  return named
}
