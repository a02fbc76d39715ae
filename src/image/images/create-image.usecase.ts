import { conflict } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'
import { IMAGE_CREATION } from './image-actions.ts'
import type { Image } from './image.ts'
import { findImage, insertImage, insertProperties, insertTags } from './images.store.ts'
import { columnsOf } from './attributes.ts'
import { refuseNewImage, type NewImage } from './new-image.ts'

/** @throws Fault 400, 403, 409, 413 */
export async function createImage(tx: Tx, env: ImageEnv, asked: NewImage): Promise<Image> {
  refuseNewImage(asked, env.options)
  const { id = env.ids.uuid(), properties, tags } = asked
  const now = env.clock.isoNow()
  const isNew = await insertImage(tx, {
    ...columnsOf(asked),
    ...IMAGE_CREATION.at,
    ...{ id: id.toLowerCase(), created_at: now, updated_at: now, deleted_at: null },
    ...{ checksum: null, os_hash_algo: null, os_hash_value: null },
  })
  if (!isNew) throw conflict(`Image ID ${id} already exists!`)
  await insertProperties(tx, id.toLowerCase(), properties)
  await insertTags(tx, id.toLowerCase(), tags)
  return (await findImage(tx, id))!
}
