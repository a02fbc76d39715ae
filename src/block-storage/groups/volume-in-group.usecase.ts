/**
 * Volumes that are made in a group. Source: openstack/cinder cinder/volume/api.py (create),
 * cinder/scheduler/filter_scheduler.py.
 */
import type { VolumePool } from '../../drivers/volume/interface.ts'
import type { Tx } from '../../storage/database.ts'
import type { Caller } from '../caller.ts'
import { backendOf } from '../services/services.ts'
import type { VolumeType } from '../volume-types/volume-types.ts'
import { invalidInput, type Volume } from '../volumes/volume.ts'
import type { NewVolume } from '../volumes/volume.schemas.ts'
import {
  groupAttributes,
  groupNotFound,
  isConsistencyGroup,
  isVisibleGroup,
  type Group,
} from './group.ts'
import { GET } from './groups.policies.ts'
import { findGroup } from './groups.store.ts'

/** The group that a new volume is to be in, which stays until the unit ends. @throws 403, 404 */
export async function groupOfVolume(
  tx: Tx,
  ctx: Caller,
  asked: NewVolume,
): Promise<Group | undefined> {
  const id = asked.group_id ?? asked.consistencygroup_id
  if (id === undefined || id === null || id === '') return undefined
  const group = await findGroup(tx, id, 'stay')
  if (group === undefined || !isVisibleGroup(ctx, group)) throw groupNotFound(id)
  ctx.authorize(GET, groupAttributes(group))
  return group
}

/** @param type as the client named it @throws 400 where the group has no such volumes */
export function refuseTypeOfGroup(group: Group | undefined, type: VolumeType | undefined): void {
  if (group === undefined) return
  if (type === undefined) {
    throw invalidInput('volume_type must be provided when creating a volume in a group.')
  }
  if (group.volumeTypes.includes(type.id)) return
  throw invalidInput(
    `Invalid volume_type provided: ${type.id} (requested type must be supported by this group).`,
  )
}

/** All volumes of a group lie on one backend. */
export function poolsOfGroup(
  group: Group | undefined,
  pools: readonly VolumePool[],
): readonly VolumePool[] {
  if (group === undefined) return pools
  const backend = group.host === null ? undefined : backendOf(group.host)
  return pools.filter(({ name }) => backendOf(name) === backend)
}

/** What a volume of the group says of that. */
export function membership(
  group: Group | undefined,
): Pick<Volume, 'group_id' | 'consistencygroup_id'> {
  if (group === undefined) return { group_id: null, consistencygroup_id: null }
  return { group_id: group.id, consistencygroup_id: isConsistencyGroup(group) ? group.id : null }
}
