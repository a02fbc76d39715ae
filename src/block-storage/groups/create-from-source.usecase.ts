/** Groups that are made of another group, or of a snapshot of one. */
import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import {
  groupSnapshotNotFound,
  refuseConsistencySnapshot,
  type GroupSnapshot,
} from '../group-snapshots/group-snapshot.ts'
import { GET as GET_SNAPSHOT } from '../group-snapshots/group-snapshots.policies.ts'
import { findGroupSnapshot, snapshotsOf } from '../group-snapshots/group-snapshots.store.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { refuseFrozen } from '../services/services.store.ts'
import { placeOfSnapshot } from '../snapshots/snapshots.store.ts'
import { reserveVolume } from '../volumes/create-volume.usecase.ts'
import type { NewVolume } from '../volumes/volume.schemas.ts'
import type { VolumeToMake } from '../volumes/volumes.jobs.ts'
import { beginMaking, storeGroup } from './create-group.usecase.ts'
import {
  groupAttributes,
  groupNotFound,
  invalidGroup,
  isVisibleGroup,
  refuseConsistencyGroup,
  stripped,
  type Group,
} from './group.ts'
import { GET } from './groups.policies.ts'
import type { NewGroupFromSource } from './groups.schemas.ts'
import { findGroup, placeOf, volumesOf } from './groups.store.ts'

/** What a group is made of: its volumes, or snapshots of them. */
export interface GroupSource {
  readonly group: Group
  readonly snapshot: GroupSnapshot | undefined
}

/** The source that a client names, which stays until the unit ends. @throws 403, 404 */
export async function findGroupSource(
  tx: Tx,
  ctx: RequestContext,
  asked: NewGroupFromSource,
): Promise<GroupSource> {
  const { group_snapshot_id: snapshotId, source_group_id: groupId } = asked
  if (snapshotId === undefined)
    return { group: await readGroup(tx, ctx, groupId!), snapshot: undefined }
  const snapshot = await findGroupSnapshot(tx, snapshotId, 'stay')
  if (snapshot === undefined || !isVisibleGroup(ctx, snapshot)) {
    throw groupSnapshotNotFound(snapshotId)
  }
  ctx.authorize(GET_SNAPSHOT, groupAttributes(snapshot))
  return { group: await readGroup(tx, ctx, snapshot.group_id), snapshot }
}

/** @throws 400 where the calls on consistency groups made it */
export function refuseConsistencySource({ group, snapshot }: GroupSource): void {
  if (snapshot !== undefined) refuseConsistencySnapshot(snapshot)
  refuseConsistencyGroup(group)
}

async function readGroup(tx: Tx, ctx: RequestContext, id: string): Promise<Group> {
  const group = await findGroup(tx, id, 'stay')
  if (group === undefined || !isVisibleGroup(ctx, group)) throw groupNotFound(id)
  ctx.authorize(GET, groupAttributes(group))
  return group
}

/**
 * Makes the group and a volume for each of the source's.
 * Source: openstack/cinder cinder/group/api.py (create_from_src).
 * @throws 400, 403, 404, 413
 */
export async function createGroupFromSource(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { group: source, snapshot }: GroupSource,
  texts: Pick<NewGroupFromSource, 'name' | 'description'>,
): Promise<Group> {
  const group = await storeGroup(tx, ctx, env, {
    ...{ name: stripped(texts.name), description: stripped(texts.description) },
    ...{ availability_zone: source.availability_zone, host: source.host },
    ...{ type: { id: source.group_type_id, name: source.group_type } },
    volumeTypes: source.volumeTypes,
    group_snapshot_id: snapshot?.id ?? null,
    source_group_id: snapshot === undefined ? source.id : null,
  })
  if (group.host === null) throw invalidGroup(`No valid host to create group ${group.id}.`)
  await refuseFrozen(tx, group.host)
  const volumes = await volumesFrom(tx, source, snapshot)
  if (volumes.length === 0) {
    const what = snapshot === undefined ? 'Source Group' : 'Group snapshot'
    throw invalidGroup(`${what} is empty. No group will be created.`)
  }
  const toMake: VolumeToMake[] = []
  for (const { asked, ...from } of volumes) {
    const { id, host: pool } = await reserveVolume(tx, ctx, env, { ...asked, group_id: group.id })
    toMake.push({ id, sizeGib: asked.size, pool, ...from })
  }
  await beginMaking(tx, ctx, env, group, toMake)
  return group
}

/** A volume of the new group, and where its content comes from. */
interface Copy extends Pick<VolumeToMake, 'source' | 'snapshot'> {
  readonly asked: NewVolume & { readonly size: number }
}

async function volumesFrom(
  tx: Tx,
  source: Group,
  groupSnapshot: GroupSnapshot | undefined,
): Promise<readonly Copy[]> {
  if (groupSnapshot === undefined) {
    const volumes = await volumesOf(tx, source.id)
    return volumes.map((volume) => ({
      asked: { source_volid: volume.id, size: volume.size, volume_type: volume.volume_type_id },
      source: placeOf(volume) ?? null,
      snapshot: null,
    }))
  }
  const copies: Copy[] = []
  for (const snapshot of await snapshotsOf(tx, groupSnapshot.id)) {
    const { id, size, volume_type_id: volume_type } = snapshot
    const place = await placeOfSnapshot(tx, snapshot)
    copies.push({ asked: { snapshot_id: id, size, volume_type }, source: null, snapshot: place })
  }
  return copies
}
