import type { RequestContext } from '../../kernel/context.ts'
import { repr } from '../../kernel/python.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { backendOf } from '../services/services.ts'
import type { Volume } from '../volumes/volume.ts'
import { invalidVolume } from '../volumes/volume-actions.ts'
import { findVolume } from '../volumes/volumes.store.ts'
import { GROUP_ACTIONS } from './group-actions.ts'
import { invalidGroup, stripped, type Group } from './group.ts'
import { UPDATE_GROUP } from './groups.jobs.ts'
import { beginGroupAction, volumesOf } from './groups.store.ts'
import { membership } from './volume-in-group.usecase.ts'

export interface GroupChanges {
  readonly name?: string | null
  readonly description?: string | null
  /** Ids of volumes, with commas between them. */
  readonly add_volumes?: string | null
  readonly remove_volumes?: string | null
}

/**
 * Changes texts at once; volumes join and leave by a job.
 * Source: openstack/cinder cinder/group/api.py (update).
 * @throws 400
 */
export async function changeGroup(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  group: Group,
  asked: GroupChanges,
): Promise<void> {
  const name = changed(asked.name, group.name)
  const description = changed(asked.description, group.description)
  const [adds, removes] = [idsIn(asked.add_volumes), idsIn(asked.remove_volumes)]
  const both = adds.filter((id) => removes.includes(id))
  if (both.length > 0) {
    throw invalidVolume(`UUIDs ${repr(both)} are in both add and remove volume list.`)
  }
  const members = await volumesOf(tx, group.id, 'change')
  const added = await joining(tx, ctx, group, members, adds)
  const removed = leaving(group, members, removes)
  const isMoving = added.length + removed.length > 0
  if (!isMoving && name === null && description === null) {
    throw invalidGroup(
      `Cannot update group ${group.id} because no valid name, description, add_volumes, or ` +
        'remove_volumes were provided.',
    )
  }
  const changes = {
    updated_at: env.clock.isoNow(),
    ...(name !== null && { name }),
    ...(description !== null && { description }),
  }
  const { rename, changeVolumes } = GROUP_ACTIONS
  await beginGroupAction(tx, isMoving ? changeVolumes : rename, group, changes)
  if (!isMoving) return
  const payload = { id: group.id, ...membership(group), added, removed }
  const job = { resourceId: group.id, payload, requestId: ctx.requestId }
  await env.jobs.enqueue(tx, UPDATE_GROUP, job)
}

/** Null where it stays as it is. */
function changed(asked: string | null | undefined, now: string | null): string | null {
  const text = stripped(asked)
  return text === now ? null : text
}

function idsIn(text: string | null | undefined): readonly string[] {
  if (!text) return []
  return text.replace(/^,+|,+$/g, '').split(',')
}

type Member = Pick<Volume, 'id' | 'status'>

const MAY_JOIN = ['available', 'in-use']
const MAY_LEAVE = ['available', 'in-use', 'error', 'error_deleting']

function tuple(words: readonly string[]): string {
  return `(${words.map((word) => repr(word)).join(', ')})`
}

/** @throws 400 where a volume cannot join; those that are in the group already are passed over */
async function joining(
  tx: Tx,
  ctx: RequestContext,
  group: Group,
  members: readonly Member[],
  ids: readonly string[],
): Promise<string[]> {
  const others = ids.filter((id) => !members.some((member) => member.id === id))
  for (const id of others) {
    const volume = await findVolume(tx, id, 'change')
    const isVisible = ctx.isAdmin || volume?.project_id === ctx.token.projectId
    const refuse = (why: string) =>
      invalidVolume(`Cannot add volume ${id} to group ${group.id} ${why}.`)
    if (volume === undefined || !isVisible) throw refuse('because volume cannot be found')
    if (volume.group_id !== null) {
      throw refuse(`because it is already in group ${volume.group_id}`)
    }
    if (volume.project_id !== group.project_id) throw refuse('as they belong to different projects')
    const type = volume.volume_type_id
    if (!group.volumeTypes.includes(type)) {
      throw refuse(`because volume type ${type} is not supported by the group`)
    }
    if (!MAY_JOIN.includes(volume.status)) {
      throw refuse(
        `because volume is in an invalid state: ${volume.status}. Valid states are: ${tuple(MAY_JOIN)}`,
      )
    }
    if (backendOf(volume.host ?? '') !== backendOf(group.host ?? '')) {
      throw invalidVolume('Volume is not local to this node.')
    }
  }
  return others
}

/** @throws 400 where a volume cannot leave, or is not there */
function leaving(group: Group, members: readonly Member[], ids: readonly string[]): string[] {
  const refuse = (id: string, why: string) =>
    invalidVolume(`Cannot remove volume ${id} from group ${group.id} because ${why}.`)
  const leavers = members.filter(({ id }) => ids.includes(id))
  for (const { id, status } of leavers) {
    if (MAY_LEAVE.includes(status)) continue
    throw refuse(
      id,
      `volume is in an invalid state: ${status}. Valid states are: ${tuple(MAY_LEAVE)}`,
    )
  }
  const absent = ids.find((id) => !leavers.some((leaver) => leaver.id === id))
  if (absent !== undefined) throw refuse(absent, 'it is not in the group')
  return leavers.map(({ id }) => id)
}
