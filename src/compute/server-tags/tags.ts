/**
 * Tags of servers, for which neither locks count nor what is under way.
 * Source: openstack/nova nova/api/openstack/compute/server_tags.py.
 */
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import { explain } from '../../kernel/wording.ts'
import { TAG } from '../parameters.ts'
import { MOST_TAGS } from '../servers/create.schemas.ts'
import { serverAction } from '../servers/server-actions.ts'

const onTags = (name: string) =>
  serverAction({
    name,
    vmStates: ['active', 'paused', 'suspended', 'stopped'],
    taskStates: 'any',
    heedsLock: false,
    needsLaunch: false,
  })

export const UPDATE = onTags('update tag')
export const UPDATE_ALL = onTags('update tags')
export const DELETE = onTags('delete tag')
export const DELETE_ALL = onTags('delete tags')

/** @throws 400 */
export function refuseTag(tag: string): void {
  const wrong = explain(TAG, tag)
  if (wrong === undefined) return
  throw badRequest(
    `Tag '${tag}' is invalid. It must be a non empty string without characters '/' and ','. ` +
      `Validation error message: ${wrong.message}`,
  )
}

/** As many as may be is full, also for one that is there. @throws 400 */
export function refuseMoreTags(tags: readonly string[]): void {
  if (tags.length < MOST_TAGS) return
  throw badRequest(`The number of tags exceeded the per-server limit ${MOST_TAGS}`)
}

export function serverNeverWas(id: string): Fault {
  return notFound(`Instance ${id} has no mapping to a cell.`)
}

export function tagNotSeen(serverId: string, tag: string): Fault {
  return notFound(`Server ${serverId} has no tag '${tag}'`)
}

export function tagNotDeleted(serverId: string, tag: string): Fault {
  return notFound(`Instance ${serverId} has no tag '${tag}'`)
}
