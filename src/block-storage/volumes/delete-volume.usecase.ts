import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { hasSnapshots } from '../snapshots/snapshots.store.ts'
import { giveBackRoom } from './pools.store.ts'
import type { Volume } from './volume.ts'
import { VOLUME_ACTIONS, type VolumeAction } from './volume-actions.ts'
import { DELETE_VOLUME } from './volumes.jobs.ts'
import { beginAction, removeVolumeIn } from './volumes.store.ts'

/**
 * Deletes a volume, whose row is locked, or leaves that to a job.
 * @param force whatever state it is in
 * @throws 400
 */
export async function deleteVolume(
  tx: Tx,
  { requestId }: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  force: boolean,
): Promise<void> {
  const { id, size: sizeGib, host: pool } = volume
  if (pool === null) {
    // No backend has ever seen it.
    await removeVolumeIn(tx, id, [volume.status])
    return giveBackRoom(tx, volume)
  }
  const action: VolumeAction = force ? VOLUME_ACTIONS.forceDelete : VOLUME_ACTIONS.delete
  if (await hasSnapshots(tx, id)) throw action.refusal(volume)
  await beginAction(tx, action, volume, { updated_at: env.clock.isoNow() })
  const payload = { volume: { id, sizeGib, pool } }
  return env.jobs.enqueue(tx, DELETE_VOLUME, { resourceId: id, payload, requestId })
}
