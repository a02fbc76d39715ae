/**
 * In which states what may be done to a snapshot, and what becomes of it. In which state a volume
 * must be to have a snapshot made is in `volume-actions.ts`.
 * Source: openstack/cinder cinder/volume/api.py (delete_snapshot, revert_to_snapshot),
 * cinder/volume/manager.py, cinder/volume/flows/api/create_volume.py.
 */
import { badRequest, conflict } from '../../kernel/faults.ts'
import { valuesDuring, type Action, type Course } from '../../kernel/state-table.ts'
import type { SnapshotsTable } from '../storage/tables.ts'
import type { SnapshotStatus } from './snapshot-status.ts'
import { invalidSnapshot } from './snapshot.ts'

/** The columns that say in which state a snapshot is. */
export type SnapshotStates = Pick<
  SnapshotsTable,
  'status' | 'progress' | 'cgsnapshot_id' | 'group_snapshot_id'
>

/** What refusals speak of. */
type Refused = Pick<SnapshotsTable, 'id' | 'volume_id' | 'status'>

export type SnapshotCourse = Course<SnapshotStates>
export type SnapshotAction = Action<SnapshotStates, Refused>

/** What begins a snapshot: it has no state before. */
export const SNAPSHOT_CREATION = {
  at: { status: 'creating', progress: '0%' },
  job: 'snapshot.create',
  done: { status: 'available', progress: '100%' },
  failed: { status: 'error' },
} as const satisfies SnapshotCourse

/** Alone, not with the others of a group. */
const ALONE = { cgsnapshot_id: [null], group_snapshot_id: [null] } as const

/** The way of a snapshot that is deleted, with force or without, alone or with its volume. */
export const SNAPSHOT_DELETION = {
  at: { status: 'deleting' },
  job: 'snapshot.delete',
  done: 'gone',
  failed: { status: 'error_deleting' },
} as const satisfies SnapshotCourse

/** The states of a snapshot that is being deleted. */
export const SNAPSHOT_DELETING = valuesDuring<SnapshotStates, 'status'>(SNAPSHOT_DELETION, 'status')

/** The way of a snapshot that is forgotten, while the backend keeps it. */
export const SNAPSHOT_UNMANAGING = {
  at: { status: 'unmanaging' },
  job: 'snapshot.unmanage',
  done: 'gone',
  failed: { status: 'error_deleting' },
} as const satisfies SnapshotCourse

/** The way of a snapshot that its volume goes back to. */
export const SNAPSHOT_RESTORING = {
  at: { status: 'restoring' },
  job: 'volume.revert',
  done: { status: 'available' },
  failed: { status: 'available' },
} as const satisfies SnapshotCourse

const REMOVABLE = { status: ['available', 'error'], ...ALONE } as const

function notDeletable(status: string) {
  return () => invalidSnapshot(`Snapshot ${status} must not be part of a group.`)
}

export const SNAPSHOT_ACTIONS = {
  delete: {
    from: REMOVABLE,
    ...SNAPSHOT_DELETION,
    refusal: notDeletable('status must be available or error and'),
  },
  forceDelete: {
    from: ALONE,
    ...SNAPSHOT_DELETION,
    refusal: notDeletable(''),
  },
  unmanage: {
    from: REMOVABLE,
    ...SNAPSHOT_UNMANAGING,
    refusal: notDeletable('status must be available or error and'),
  },
  revert: {
    from: { status: ['available'] },
    ...SNAPSHOT_RESTORING,
    refusal: ({ id, volume_id }) =>
      conflict(
        `Invalid snapshot: Can't revert volume ${volume_id} to its latest snapshot ${id}. ` +
          "Snapshot's status must be 'available'.",
      ),
  },
  createVolume: {
    from: { status: ['available'] },
    refusal: () => invalidSnapshot("Originating snapshot status must be one of 'available' values"),
  },
  backUp: {
    from: { status: ['available'] },
    at: { status: 'backing-up' },
    job: 'backup.create',
    done: { status: 'available' },
    failed: { status: 'available' },
    refusal: ({ status }) =>
      invalidSnapshot(
        `Snapshot to be backed up must be available, but the current status is "${status}".`,
      ),
  },
} as const satisfies Record<string, SnapshotAction>

/** What whoever makes or deletes a snapshot may say of its state, by the state that it has. */
const REPORTABLE: ReadonlyMap<SnapshotStatus, readonly SnapshotStatus[]> = new Map([
  ['creating', ['creating', 'available', 'error']],
  ['deleting', ['deleting', 'error_deleting']],
])

/**
 * The state that a report makes of another. Source: openstack/cinder
 * cinder/api/contrib/snapshot_actions.py.
 * @throws 400
 */
export function reportedStatus(current: SnapshotStatus, reported: string): SnapshotStatus {
  const allowed = REPORTABLE.get(current)
  if (allowed === undefined) {
    throw badRequest(`Snapshot status ${current} not allowed for update_snapshot_status`)
  }
  const status = allowed.find((one) => one === reported)
  if (status !== undefined) return status
  throw badRequest(
    `Provided snapshot status ${reported} not allowed for snapshot with status ${current}.`,
  )
}
