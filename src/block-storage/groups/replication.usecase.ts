import type { Tx } from '../../storage/database.ts'
import { findGroupType } from '../group-types/group-types.store.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { getType } from '../volume-types/volume-types.store.ts'
import { updateVolume } from '../volumes/volumes.store.ts'
import type { Group } from './group.ts'
import { updateGroup, volumesOf } from './groups.store.ts'
import { refuseReplication, refuseUnreplicated, type ReplicationAction } from './replication.ts'

/** Simulated backends have nothing to copy, so what is asked for is so at once. @throws 400 */
export async function replicate(
  tx: Tx,
  env: BlockStorageEnv,
  group: Group,
  action: ReplicationAction,
): Promise<void> {
  await refuseUnlessReplicated(tx, group)
  const volumes = await volumesOf(tx, group.id, 'change')
  refuseReplication(action, group, volumes)
  const changes = { replication_status: action.to, updated_at: env.clock.isoNow() }
  for (const { id } of volumes) await updateVolume(tx, id, changes)
  await updateGroup(tx, group.id, changes)
}

/** @throws 400 */
export async function refuseUnlessReplicated(tx: Tx, group: Group): Promise<void> {
  const type = await findGroupType(tx, group.group_type_id, [])
  const viewer = { isAdmin: true, projectId: undefined }
  const types = []
  for (const id of group.volumeTypes) types.push(await getType(tx, viewer, id))
  refuseUnreplicated(group, type!, types)
}
