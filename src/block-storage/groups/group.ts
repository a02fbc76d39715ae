/**
 * What a group of volumes is. Source: openstack/cinder cinder/group/api.py, cinder/exception.py.
 */
import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import type { Caller } from '../caller.ts'
import { CONSISTENCY_GROUP_TYPE } from '../group-types/group-type.ts'
import type { VolumeGroupsTable } from '../storage/group-tables.ts'

export interface Group extends Selectable<VolumeGroupsTable> {
  /** Name of its type. */
  readonly group_type: string
  /** The ids of the types that its volumes may have, in their order. */
  readonly volumeTypes: readonly string[]
}

/** A group with its volumes, where they are asked for. */
export interface ShownGroup extends Group {
  readonly volumes?: readonly string[]
}

/** What policies see of a group. */
export function groupAttributes(group: Pick<Group, 'project_id' | 'user_id'>) {
  return { project_id: group.project_id, user_id: group.user_id }
}

/** Those of other projects are hidden from all but administrators. */
export function isVisibleGroup(ctx: Caller, { project_id }: Pick<Group, 'project_id'>): boolean {
  return ctx.isAdmin || project_id === ctx.token.projectId
}

export function groupNotFound(id: string): Fault {
  return notFound(`Group ${id} could not be found.`)
}

export function invalidGroup(reason: string): Fault {
  return badRequest(`Invalid Group: ${reason}`)
}

/** Was it made by the calls on consistency groups, which alone may touch it? */
export function isConsistencyGroup({ group_type }: Pick<Group, 'group_type'>): boolean {
  return group_type === CONSISTENCY_GROUP_TYPE
}

/** @throws 400 */
export function refuseConsistencyGroup(group: Pick<Group, 'group_type' | 'group_type_id'>): void {
  if (isConsistencyGroup(group)) throw reservedType(group.group_type_id, 'group', 'CG')
}

/** What only the calls on consistency groups and on their snapshots may touch. */
export function reservedType(typeId: string, what: string, calls: string): Fault {
  return badRequest(
    `Group_type ${typeId} is reserved for migrating CGs to groups. Migrated ${what} can only be ` +
      `operated by ${calls} APIs.`,
  )
}

/** Name or description without the spaces around it. */
export function stripped(text: string | null | undefined): string | null {
  return text?.trim() ?? null
}
