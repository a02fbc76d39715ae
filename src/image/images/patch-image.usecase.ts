import type { RequestContext } from '../../kernel/context.ts'
import type { PatchOperation } from '../../kernel/json-patch.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'
import { columnsOf } from './attributes.ts'
import { patched, type Judge } from './image-patch.ts'
import { authorizeOnImage } from './image-target.usecase.ts'
import { factsOf, type Image, type VisibleImage } from './image.ts'
import { COMMUNITIZE, MODIFY, PUBLICIZE } from './images.policies.ts'
import { findImage, updateImage, writeProperties, writeTags } from './images.store.ts'
import { changeLocations } from '../locations/change-locations.usecase.ts'

/**
 * Changes an image by a patch: all of it or nothing.
 * @param image held by the caller
 * @throws Fault 400, 403, 404, 409, 413
 */
export async function patchImage(
  tx: Tx,
  env: ImageEnv,
  ctx: RequestContext,
  image: VisibleImage,
  changes: readonly PatchOperation[],
  isOld: boolean,
): Promise<Image> {
  if (changes.length === 0) return image
  const isOfLocations = ({ path }: PatchOperation): boolean => path[0] === 'locations'
  const others = changes.filter((change) => !isOfLocations(change))
  const draft = patched(image, others, judgeOf(ctx, image), env.options, isOld)
  let { locations } = image
  for (const change of changes.filter(isOfLocations)) {
    locations = await changeLocations(tx, env, ctx, { ...image, locations }, change)
  }
  const updated_at = env.clock.isoNow()
  await updateImage(tx, image.id, { ...columnsOf(draft.attributes), updated_at })
  const isOther = (one: Iterable<unknown>, other: Iterable<unknown>): boolean =>
    JSON.stringify([...one]) !== JSON.stringify([...other])
  if (isOther(draft.properties, Object.entries(image.properties))) {
    await writeProperties(tx, image.id, draft.properties)
  }
  if (isOther(draft.tags, image.tags)) await writeTags(tx, image.id, draft.tags)
  return (await findImage(tx, image.id))!
}

function judgeOf(ctx: RequestContext, image: VisibleImage): Judge {
  const facts = factsOf(image)
  return {
    isAdmin: ctx.isAdmin,
    modify: () => authorizeOnImage(ctx, MODIFY, facts),
    publish: (visibility) => {
      if (visibility === 'public') ctx.authorize(PUBLICIZE, facts)
      if (visibility === 'community') ctx.authorize(COMMUNITIZE, facts)
    },
  }
}
