import type { RequestContext } from '../../kernel/context.ts'
import { notFound } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { MV } from '../microversions.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { placeAsked } from '../services/places.ts'
import { isOnHost, serviceNotFound, VOLUME } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { refuseDisabled, volumeServiceOf } from './manage-volume.usecase.ts'
import { pageAsked, type ListParameters } from './manageable.ts'

/**
 * Whose contents a list asks for, and which page of them: the names of the backend's pools.
 * @throws 400, 404
 */
export async function backendAsked(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  query: ListParameters,
): Promise<{ readonly pools: readonly string[]; readonly page: ReturnType<typeof pageAsked> }> {
  const place = placeAsked(query, ctx.version >= MV.MANAGE_EXISTING_CLUSTER)
  const page = pageAsked(query)
  if ('cluster' in place) throw notFound(`Service ${VOLUME} could not be found.`)
  const service = volumeServiceOf(await listServices(tx, env), place.host)
  if (service === undefined) throw serviceNotFound(VOLUME, place.host.split('#', 1)[0]!)
  refuseDisabled(service)
  const names = env.volumes.pools.map(({ name }) => name)
  return { pools: names.filter((name) => isOnHost(name, service.host)), page }
}
