import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import { refuseFrozen } from '../services/services.store.ts'
import { hasSnapshots } from '../snapshots/snapshots.store.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { DELETION } from '../volumes/volume-actions.ts'
import { updateVolume } from '../volumes/volumes.store.ts'
import { GROUP_ACTIONS } from './group-actions.ts'
import { invalidGroup, type Group } from './group.ts'
import { DELETE_GROUP } from './groups.jobs.ts'
import {
  beginGroupAction,
  hasGroupSnapshots,
  isSource,
  placeOf,
  removeGroupIn,
  volumesOf,
} from './groups.store.ts'

/**
 * Deletes a group, with its volumes where that is asked for.
 * Source: openstack/cinder cinder/group/api.py (delete).
 * @throws 400
 */
export async function deleteGroup(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  group: Group,
  withVolumes: boolean,
): Promise<void> {
  const { id } = group
  if (group.host === null) {
    // No backend has ever seen it.
    await removeGroupIn(tx, id, [group.status])
    return giveBackGroup(tx, group)
  }
  await refuseFrozen(tx, group.host)
  const action = withVolumes ? GROUP_ACTIONS.deleteWithVolumes : GROUP_ACTIONS.delete
  refuseUnlessAllowed(action, group)
  if (await hasGroupSnapshots(tx, id)) throw invalidGroup('Group has existing snapshots.')
  const volumes = await volumesOf(tx, id, 'change')
  if (volumes.length > 0 && !withVolumes) {
    throw invalidGroup(
      `Group ${id} still contains volumes. The delete-volumes flag is required to delete it.`,
    )
  }
  for (const volume of volumes) {
    if (volume.attach_status === 'attached') {
      throw invalidGroup(`Volume in group ${id} is attached. Need to detach first.`)
    }
    if (await hasSnapshots(tx, volume.id)) {
      throw invalidGroup('Volume in group still has dependent snapshots.')
    }
  }
  if (await isSource(tx, { source_group_id: id })) throw inUse(id, withVolumes)
  const updated_at = env.clock.isoNow()
  for (const volume of volumes) {
    await updateVolume(tx, volume.id, { ...DELETION.at, updated_at })
  }
  await beginGroupAction(tx, action, group, { updated_at })
  const payload = {
    id,
    volumes: volumes.map((volume) => ({ id: volume.id, place: placeOf(volume) ?? null })),
  }
  await env.jobs.enqueue(tx, DELETE_GROUP, { resourceId: id, payload, requestId: ctx.requestId })
}

/** What a group that is gone held of the project's quotas. */
async function giveBackGroup(tx: Tx, group: Pick<Group, 'project_id'>): Promise<void> {
  await release(tx, { projectId: group.project_id, amounts: { groups: 1 } })
}

function inUse(id: string, withVolumes: boolean): Error {
  const reason = withVolumes
    ? 'Group status must be available or error and must not have dependent group snapshots'
    : 'Group must not have attached volumes, volumes with snapshots, or dependent group snapshots'
  return invalidGroup(
    `Cannot delete group ${id}. ${reason}, and it cannot be the source for an ongoing group or ` +
      'group snapshot creation.',
  )
}
