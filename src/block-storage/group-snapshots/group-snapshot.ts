/**
 * What a snapshot of a group is: one of each of its volumes.
 * Source: openstack/cinder cinder/group/api.py, cinder/exception.py.
 */
import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import type { Action, Course } from '../../kernel/state-table.ts'
import { CONSISTENCY_GROUP_TYPE } from '../group-types/group-type.ts'
import { reservedType } from '../groups/group.ts'
import type { GroupSnapshotsTable } from '../storage/group-tables.ts'

export interface GroupSnapshot extends Selectable<GroupSnapshotsTable> {
  /** Name of its group's type; null where that is gone. */
  readonly group_type: string | null
}

export type GroupSnapshotStates = Pick<GroupSnapshotsTable, 'status'>
export type GroupSnapshotCourse = Course<GroupSnapshotStates>

/** What begins a group snapshot: it has no state before. */
export const GROUP_SNAPSHOT_CREATION = {
  at: { status: 'creating' },
  job: 'group_snapshot.create',
  done: { status: 'available' },
  failed: { status: 'error' },
} as const satisfies GroupSnapshotCourse

/** The way of a group snapshot that is deleted. */
export const GROUP_SNAPSHOT_DELETION = {
  from: { status: ['available', 'error'] },
  at: { status: 'deleting' },
  job: 'group_snapshot.delete',
  done: 'gone',
  failed: { status: 'error_deleting' },
  refusal: () =>
    badRequest(
      'Invalid GroupSnapshot: GroupSnapshot status must be available or error, and no Group can be ' +
        'currently using it as source for its creation.',
    ),
} as const satisfies Action<GroupSnapshotStates, GroupSnapshotStates>

export function groupSnapshotNotFound(id: string): Fault {
  return notFound(`GroupSnapshot ${id} could not be found.`)
}

/** @throws 400 where the calls on consistency groups made it */
export function refuseConsistencySnapshot(snapshot: GroupSnapshot): void {
  if (snapshot.group_type !== CONSISTENCY_GROUP_TYPE) return
  throw reservedType(snapshot.group_type_id, 'group snapshots', 'CG snapshot')
}
