import type { RequestContext } from '../../kernel/context.ts'
import { conflict } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'
import { IMAGE_CREATION } from './image-actions.ts'
import type { Image } from './image.ts'
import { COMMUNITIZE, PUBLICIZE } from './images.policies.ts'
import { findImage, insertImage, writeProperties, writeTags } from './images.store.ts'
import type { NewImage } from './new-image.ts'

/** @throws Fault 403, 409 */
export async function createImage(
  tx: Tx,
  env: ImageEnv,
  ctx: RequestContext,
  asked: NewImage,
): Promise<Image> {
  const { properties, tags, visibility = 'shared', ...attributes } = asked
  const facts = { project_id: asked.owner, owner: asked.owner, visibility }
  if (visibility === 'public') ctx.authorize(PUBLICIZE, facts)
  if (visibility === 'community') ctx.authorize(COMMUNITIZE, facts)
  const now = env.clock.isoNow()
  const id = asked.id?.toLowerCase() ?? env.ids.uuid()
  const isNew = await insertImage(tx, {
    ...attributes,
    ...IMAGE_CREATION.at,
    ...{ id, visibility, created_at: now, updated_at: now, deleted_at: null },
    ...{ checksum: null, os_hash_algo: null, os_hash_value: null },
    protected: Number(asked.protected),
    os_hidden: Number(asked.os_hidden),
  })
  if (!isNew) throw conflict(`Image ID ${asked.id} already exists!`)
  await writeProperties(tx, id, properties)
  await writeTags(tx, id, tags)
  return (await findImage(tx, id))!
}
