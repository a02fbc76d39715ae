import type { Tx } from '../../storage/database.ts'
import { endImageAction, updateImage, writeProperties } from '../images/images.store.ts'
import type { ImageEnv } from '../operation.ts'
import { INTERNAL_ERROR } from '../tasks/task.ts'
import { taskFails, taskSucceeds } from '../tasks/tasks.usecase.ts'
import type { ImportPayload } from './fetching.usecase.ts'
import { importEnds } from './import-properties.ts'
import { ACTION_OF } from './import-request.ts'
import { heldFor } from './storing.usecase.ts'

type Env = Pick<ImageEnv, 'clock' | 'custody'>

/** Lets go of an image that has what was asked for. */
export async function endImport(tx: Tx, env: Env, payload: ImportPayload): Promise<void> {
  const image = await heldFor(tx, payload)
  if (image !== undefined) {
    await writeProperties(tx, image.id, Object.entries(importEnds(image.properties)))
    await updateImage(tx, image.id, { updated_at: env.clock.isoNow() })
  }
  if (payload.method !== 'copy-image') await env.custody.discardStaged(tx, payload.image)
  await taskSucceeds(tx, env, payload.task, { image_id: payload.image })
}

/**
 * Puts the image back, so that it can be imported anew.
 * @param isEmpty no bytes came at all: it has failed for every store
 */
export async function failImport(
  tx: Tx,
  env: Env,
  payload: ImportPayload,
  isEmpty: boolean,
): Promise<void> {
  const image = await heldFor(tx, payload)
  if (image !== undefined) {
    const updated_at = env.clock.isoNow()
    const properties = importEnds(image.properties, isEmpty ? payload.stores : [])
    await writeProperties(tx, image.id, Object.entries(properties))
    if (payload.method === 'copy-image') await updateImage(tx, image.id, { updated_at })
    else {
      const action = ACTION_OF[payload.method]
      const forgotten = { checksum: null, os_hash_algo: null, os_hash_value: null }
      await endImageAction(tx, action, image.id, { ...action.failed, ...forgotten, updated_at })
    }
  }
  if (payload.method !== 'copy-image') await env.custody.discardStaged(tx, payload.image)
  await taskFails(tx, env, payload.task, INTERNAL_ERROR)
}
