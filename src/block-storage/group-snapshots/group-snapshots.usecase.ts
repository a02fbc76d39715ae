import type { SnapshotPlace } from '../../drivers/volume/interface.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import { GROUP_ACTIONS, notToSnapshot } from '../groups/group-actions.ts'
import type { Group } from '../groups/group.ts'
import { findGroup, isSource, volumesOf } from '../groups/groups.store.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { refuseFrozen } from '../services/services.store.ts'
import { storeSnapshot } from '../snapshots/create-snapshot.usecase.ts'
import { SNAPSHOT_DELETION } from '../snapshots/snapshot-actions.ts'
import { CREATE as CREATE_SNAPSHOT } from '../snapshots/snapshots.policies.ts'
import { placeOfSnapshot, updateSnapshot } from '../snapshots/snapshots.store.ts'
import { DELETING, invalidVolume } from '../volumes/volume-actions.ts'
import { volumeAttributes, type Volume, type VolumeHead } from '../volumes/volume.ts'
import {
  GROUP_SNAPSHOT_CREATION,
  GROUP_SNAPSHOT_DELETION,
  type GroupSnapshot,
} from './group-snapshot.ts'
import { CREATE_GROUP_SNAPSHOT, DELETE_GROUP_SNAPSHOT } from './group-snapshots.jobs.ts'
import { insertGroupSnapshot, snapshotsOf, updateGroupSnapshot } from './group-snapshots.store.ts'

export interface NewGroupSnapshot {
  readonly name: string | null
  readonly description: string | null
}

/**
 * Makes a snapshot of each volume of a group, which is locked.
 * Source: openstack/cinder cinder/group/api.py (create_group_snapshot), cinder/volume/api.py
 * (create_snapshots_in_db).
 * @throws 400, 403, 413
 */
export async function createGroupSnapshot(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  group: Group,
  asked: NewGroupSnapshot,
): Promise<GroupSnapshot> {
  await refuseFrozen(tx, group.host)
  refuseUnlessAllowed(GROUP_ACTIONS.snapshot, group)
  const volumes = await volumesOf(tx, group.id, 'change')
  // Those of a group that is being deleted go with it.
  const areGoing = volumes.some(({ status }) => DELETING.includes(status))
  if (volumes.length === 0 || areGoing) throw notToSnapshot()
  const row = {
    id: env.ids.uuid(),
    group_id: group.id,
    group_type_id: group.group_type_id,
    project_id: ctx.projectId,
    user_id: ctx.userId,
    ...asked,
    ...GROUP_SNAPSHOT_CREATION.at,
    created_at: env.clock.isoNow(),
    updated_at: null,
  }
  await insertGroupSnapshot(tx, row)
  // All are judged before the first is counted.
  const places = volumes.map((volume) => placeToSnapshot(ctx, volume))
  const snapshots: SnapshotPlace[] = []
  for (const [index, volume] of volumes.entries()) {
    const texts = { ...asked, metadata: {}, groupSnapshotId: row.id }
    const { id } = await storeSnapshot(tx, ctx, env, volume, texts)
    snapshots.push({ id, sizeGib: volume.size, volume: places[index]! })
  }
  const payload = { id: row.id, snapshots }
  const job = { resourceId: row.id, payload, requestId: ctx.requestId }
  await env.jobs.enqueue(tx, CREATE_GROUP_SNAPSHOT, job)
  return { ...row, group_type: group.group_type }
}

/** @throws 400, 403 */
function placeToSnapshot(
  ctx: RequestContext,
  volume: VolumeHead & Pick<Volume, 'host' | 'size'>,
): SnapshotPlace['volume'] {
  ctx.authorize(CREATE_SNAPSHOT, volumeAttributes(volume))
  const { id, host, size, status } = volume
  if (host === null) throw notOfVolume('because volume has not been scheduled to any host')
  if (status === 'maintenance') throw notOfVolume('when the volume is in maintenance mode')
  if (status === 'error') throw notOfVolume('when the volume is in error status')
  return { id, sizeGib: size, pool: host }
}

function notOfVolume(why: string): Error {
  return invalidVolume(`The snapshot cannot be created ${why}.`)
}

/** Deletes it with the snapshots that it consists of. @throws 400 */
export async function deleteGroupSnapshot(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  target: GroupSnapshot,
): Promise<void> {
  const { id } = target
  await refuseFrozen(tx, (await findGroup(tx, target.group_id))?.host ?? null)
  refuseUnlessAllowed(GROUP_SNAPSHOT_DELETION, target)
  if (await isSource(tx, { group_snapshot_id: id })) throw GROUP_SNAPSHOT_DELETION.refusal()
  const updated_at = env.clock.isoNow()
  await updateGroupSnapshot(tx, id, { ...GROUP_SNAPSHOT_DELETION.at, updated_at })
  const snapshots: SnapshotPlace[] = []
  for (const snapshot of await snapshotsOf(tx, id)) {
    await updateSnapshot(tx, snapshot.id, { ...SNAPSHOT_DELETION.at, updated_at })
    snapshots.push(await placeOfSnapshot(tx, snapshot))
  }
  const payload = { id, snapshots }
  const job = { resourceId: id, payload, requestId: ctx.requestId }
  await env.jobs.enqueue(tx, DELETE_GROUP_SNAPSHOT, job)
}
