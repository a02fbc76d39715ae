import type { SnapshotPlace, VolumePlace } from '../../drivers/volume/interface.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { refuseFrozen } from '../services/services.store.ts'
import { SNAPSHOT_ACTIONS } from '../snapshots/snapshot-actions.ts'
import {
  changeSnapshotWhereAllowed,
  hasSnapshots,
  snapshotsOfVolume,
} from '../snapshots/snapshots.store.ts'
import { giveBackRoom } from './pools.store.ts'
import type { Volume } from './volume.ts'
import { VOLUME_ACTIONS, type VolumeAction } from './volume-actions.ts'
import { DELETE_VOLUME } from './volumes.jobs.ts'
import { beginAction, removeVolumeIn } from './volumes.store.ts'

/** Who deletes it, or has it deleted. */
export interface Deleter {
  readonly isAdmin: boolean
  readonly requestId: string | null
}

export interface HowToDelete {
  /** Whatever state it is in. */
  readonly force: boolean
  /** With its snapshots; otherwise it may have none. */
  readonly cascade: boolean
}

/**
 * Deletes a volume, whose row is locked, or leaves that to a job.
 * @throws 400
 */
export async function deleteVolume(
  tx: Tx,
  ctx: Deleter,
  env: BlockStorageEnv,
  volume: Volume,
  how: HowToDelete,
): Promise<void> {
  const { id, size: sizeGib, host: pool } = volume
  if (pool === null) {
    // No backend has ever seen it.
    await removeVolumeIn(tx, id, [volume.status])
    return giveBackRoom(tx, volume)
  }
  await refuseFrozen(tx, pool)
  const action: VolumeAction = how.force ? VOLUME_ACTIONS.forceDelete : VOLUME_ACTIONS.delete
  if (!how.cascade && (await hasSnapshots(tx, id))) throw action.refusal(volume)
  const changes = { updated_at: env.clock.isoNow() }
  await beginAction(tx, action, volume, changes)
  const place = { id, sizeGib, pool }
  const snapshots = how.cascade ? await beginCascade(tx, ctx, volume, { how, place, changes }) : []
  if (snapshots === undefined) throw action.refusal(volume)
  const payload = { volume: place, snapshots }
  const { requestId } = ctx
  return env.jobs.enqueue(tx, DELETE_VOLUME, { resourceId: id, payload, requestId })
}

/**
 * Begins to delete the snapshots of a volume. Undefined where one may not be deleted: because of its
 * state or its group, or because it belongs to another project, which an administrator may ignore.
 */
async function beginCascade(
  tx: Tx,
  { isAdmin }: Deleter,
  volume: Volume,
  {
    how,
    place,
    changes,
  }: { how: HowToDelete; place: VolumePlace; changes: { updated_at: string } },
): Promise<SnapshotPlace[] | undefined> {
  const action = how.force ? SNAPSHOT_ACTIONS.forceDelete : SNAPSHOT_ACTIONS.delete
  const places: SnapshotPlace[] = []
  for (const snapshot of await snapshotsOfVolume(tx, volume.id)) {
    const isForeign = !how.force && !isAdmin && snapshot.project_id !== volume.project_id
    if (isForeign || !(await changeSnapshotWhereAllowed(tx, action, snapshot, changes))) {
      return undefined
    }
    places.push({ id: snapshot.id, sizeGib: snapshot.size, volume: place })
  }
  return places
}
