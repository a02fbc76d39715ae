import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, conflict, forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { Image } from '../images/image.ts'
import { writeProperties } from '../images/images.store.ts'
import { IMPORT_TASK } from '../import/import-properties.ts'
import type { ImageEnv } from '../operation.ts'
import { addTask } from '../tasks/tasks.usecase.ts'
import { ADD_LOCATION_TO_IMAGE } from './locations.jobs.ts'
import { refuseHash, type NewLocation } from './new-location.ts'

/** @throws 409 */
export function refuseStatus({ status }: Pick<Image, 'status'>): void {
  if (status === 'queued') return
  throw conflict(`It's not allowed to add locations if image status is ${status}.`)
}

/** What is refused after the policy, and before anything changes. @throws 400, 403 */
export async function refuseLocation(
  { downloads }: Pick<ImageEnv, 'downloads'>,
  ctx: RequestContext,
  { url, validation }: NewLocation,
): Promise<void> {
  const isService = ctx.token.roles.includes('service') || ctx.isServiceRequest
  // There is no store of the kind `http`, whose locations anybody might name.
  if (!isService) {
    throw forbidden('http store must be enabled to use location API by normal user.')
  }
  refuseHash(validation)
  if (/^https?:/i.test(url) && !(await downloads.allows(url))) {
    throw badRequest(`URI for add location does not pass filtering: ${url}`)
  }
}

/** Begins to look at the bytes. @param image held by the transaction */
export async function beginAddLocation(
  tx: Tx,
  env: ImageEnv,
  ctx: RequestContext,
  { id, properties }: Image,
  { url, validation, sent }: NewLocation,
): Promise<void> {
  const input = { image_id: id, loc_url: url, validation_data: sent }
  const task = await addTask(tx, env, ctx, { type: 'location_import', imageId: id, input })
  await writeProperties(tx, id, Object.entries({ ...properties, [IMPORT_TASK]: task.id }))
  const payload = { task: task.id, image: id, url, hash: validation ?? null }
  await env.jobs.enqueue(tx, ADD_LOCATION_TO_IMAGE, {
    ...{ resourceId: id, requestId: ctx.requestId, payload },
  })
}
