import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { Image } from '../images/image.ts'
import { beginImageAction, writeProperties } from '../images/images.store.ts'
import { enforceLimits } from '../info/limits.usecase.ts'
import { mebibytes } from '../info/limits.ts'
import type { ImageEnv } from '../operation.ts'
import { shownValue } from '../tasks/task.ts'
import { addTask } from '../tasks/tasks.usecase.ts'
import { importBegins } from './import-properties.ts'
import { ACTION_OF, type ImportRequest } from './import-request.ts'
import { IMPORT_IMAGE } from './import.jobs.ts'

/**
 * Whether the address of a download may be asked; others have none.
 * @throws 400
 */
export async function refuseSource(
  { downloads }: Pick<ImageEnv, 'downloads'>,
  { method, uri }: ImportRequest,
): Promise<void> {
  if (method !== 'web-download') return
  if (typeof uri === 'string' && (await downloads.allows(uri))) return
  throw badRequest(`URI for web-download does not pass filtering: ${shownValue(uri)}`)
}

/**
 * Begins an import: the image says so at once, a task tells how it goes, a job does it.
 * @param image held by the transaction
 * @throws Fault 409, 413
 */
export async function beginImport(
  tx: Tx,
  env: ImageEnv,
  ctx: RequestContext,
  image: Image,
  asked: ImportRequest,
  stores: readonly string[],
): Promise<void> {
  const { method, mustSucceed, sent } = asked
  const { projectId } = ctx.token
  await enforceLimits(tx, env, projectId, { image_size_total: 0 })
  const input = { image_id: image.id, import_req: sent, backend: stores }
  const task = await addTask(tx, env, ctx, { type: 'api_image_import', imageId: image.id, input })
  const updated_at = env.clock.isoNow()
  await beginImageAction(tx, ACTION_OF[method], image, { updated_at })
  await writeProperties(
    tx,
    image.id,
    Object.entries(importBegins(image.properties, task.id, stores)),
  )
  await enforceTaken(tx, env, projectId, image, asked)
  const uri = method === 'web-download' ? String(asked.uri) : null
  const payload = {
    ...{ task: task.id, image: image.id, method, uri, stores: [...stores], mustSucceed },
    inject: method === 'copy-image' ? {} : injected(env, ctx),
  }
  await env.jobs.enqueue(tx, IMPORT_IMAGE, {
    ...{ resourceId: image.id, payload, requestId: ctx.requestId },
  })
}

/** What the import is about to take, once the image says that it comes. @throws Fault 413 */
async function enforceTaken(
  tx: Tx,
  env: ImageEnv,
  projectId: string | undefined,
  { size }: Image,
  { method }: ImportRequest,
): Promise<void> {
  const taken = mebibytes(size ?? undefined)
  if (method === 'glance-direct') {
    return enforceLimits(tx, env, projectId, { image_size_total: taken })
  }
  await enforceLimits(tx, env, projectId, { image_stage_total: taken })
  await enforceLimits(tx, env, projectId, { image_count_uploading: 0 })
}

/** The properties that the operator adds to what this user imports. */
function injected(
  { options }: Pick<ImageEnv, 'options'>,
  { token }: RequestContext,
): Record<string, string> {
  const isSpared = token.roles.some((role) => options.injectIgnoreRoles.includes(role))
  return isSpared ? {} : { ...options.inject }
}
