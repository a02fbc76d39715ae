import type { RequestContext } from '../../kernel/context.ts'
import { Fault, forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import { notAuthorized, propertiesOf, type Properties } from './image.ts'

/** @throws Fault 403 where it may not, or the image is protected */
export async function deleteImage(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  id: string,
): Promise<void> {
  await facades.image
    .as(ctx)
    .delete(tx, id)
    .catch(insteadOf403(() => forbidden('You are not allowed to delete the image.')))
}

/** Gives an image these properties instead of those that it has. @throws Fault 403 */
export async function setProperties(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  id: string,
  metadata: Properties,
): Promise<void> {
  await facades.image
    .as(ctx)
    .setProperties(tx, id, propertiesOf(metadata))
    .catch(insteadOf403(() => notAuthorized(id)))
}

function insteadOf403(fault: () => Fault) {
  return (error: unknown): never => {
    throw error instanceof Fault && error.status === 403 ? fault() : error
  }
}
