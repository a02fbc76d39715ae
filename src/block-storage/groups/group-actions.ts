/**
 * In which states what may be done to a group, and what becomes of it.
 * Source: openstack/cinder cinder/group/api.py, cinder/db/api.py (group_snapshot_create).
 */
import { valuesDuring, type Action, type Course } from '../../kernel/state-table.ts'
import type { VolumeGroupsTable } from '../storage/group-tables.ts'
import { GROUP_STATUSES, type GroupStatus } from './group-status.ts'
import { invalidGroup } from './group.ts'

/** The columns that say in which state a group is. */
export type GroupStates = Pick<VolumeGroupsTable, 'status'>

/** What refusals speak of. */
type Refused = Pick<VolumeGroupsTable, 'id' | 'status'>

export type GroupCourse = Course<GroupStates>
export type GroupAction = Action<GroupStates, Refused>

/** What begins a group: it has no state before. */
export const GROUP_CREATION = {
  at: { status: 'creating' },
  job: 'group.create',
  done: { status: 'available' },
  failed: { status: 'error' },
} as const satisfies GroupCourse

/** The way of a group that is deleted, alone or with its volumes. */
export const GROUP_DELETION = {
  at: { status: 'deleting' },
  job: 'group.delete',
  done: 'gone',
  failed: { status: 'error' },
} as const satisfies GroupCourse

/** The states of a group that is being deleted. */
export const GROUP_DELETING = valuesDuring<GroupStates, 'status'>(GROUP_DELETION, 'status')

/** The way of a group that volumes join or leave. */
export const GROUP_CHANGE = {
  at: { status: 'updating' },
  job: 'group.update',
  done: { status: 'available' },
  failed: { status: 'error' },
} as const satisfies GroupCourse

const ANY: readonly GroupStatus[] = GROUP_STATUSES

export const GROUP_ACTIONS = {
  delete: {
    from: { status: ['available', 'error'] },
    ...GROUP_DELETION,
    refusal: ({ status }) =>
      invalidGroup(`Group status must be available or error, but current status is: ${status}`),
  },
  deleteWithVolumes: {
    from: { status: ANY },
    ...GROUP_DELETION,
    refusal: ({ status }) => invalidGroup(`Group status is ${status}.`),
  },
  /** A new name ends whatever state there was. */
  rename: {
    from: { status: ANY },
    at: { status: 'available' },
    refusal: () => invalidGroup('Group status must be available.'),
  },
  changeVolumes: {
    from: { status: ['available'] },
    ...GROUP_CHANGE,
    refusal: () => invalidGroup('Group status must be available.'),
  },
  snapshot: {
    from: { status: ANY.filter((status) => !['creating', 'updating'].includes(status)) },
    refusal: () => notToSnapshot(),
  },
} as const satisfies Record<string, GroupAction>

/** Why a group can have no snapshot: for its state, or since it has no volumes. */
export function notToSnapshot() {
  return invalidGroup(
    "Source group cannot be empty or in 'creating' or 'updating' state. No group snapshot will be " +
      'created.',
  )
}
