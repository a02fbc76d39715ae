/**
 * In which states what may be done to a volume, and what becomes of it.
 * Source: openstack/cinder cinder/volume/api.py, cinder/volume/flows/api/create_volume.py.
 */
import { conflict, type Fault } from '../../kernel/faults.ts'
import { valuesDuring } from '../../kernel/state-table.ts'
import { ATTACH_ACTIONS } from './attach-actions.ts'
import { IMAGING_ACTIONS } from './imaging-actions.ts'
import { MOVING_ACTIONS } from './moving-actions.ts'
import type { VolumeStatus } from './volume-status.ts'
import {
  allBut,
  invalidVolume,
  isMigrating,
  NOT_IN_MAINTENANCE,
  NOT_MIGRATING,
  type Refused,
  type VolumeAction,
  type VolumeCourse,
  type VolumeStates,
} from './volume-states.ts'

export { QUIET_VOLUME_ACTIONS } from './attach-actions.ts'
export { invalidVolume, isMigrating } from './volume-states.ts'
export type { VolumeAction, VolumeCourse, VolumeStates } from './volume-states.ts'

const DELETABLE_IN: readonly VolumeStatus[] = [
  'available',
  'error',
  'error_restoring',
  'error_extending',
  'error_managing',
]

/** Nothing else hangs on the volume, and it is not on its way elsewhere. */
const FREE = {
  attach_status: ['detached', 'attaching', 'reserved'],
  migration_status: NOT_MIGRATING,
  consistencygroup_id: [null],
  group_id: [null],
} as const

/** The way of a volume that is deleted, with force or without. */
export const DELETION = {
  at: { status: 'deleting' },
  atFrom: [{ from: { status: ['error_managing'] }, at: { status: 'error_managing_deleting' } }],
  job: 'volume.delete',
  done: 'gone',
  failed: { status: 'error_deleting' },
} as const satisfies VolumeCourse

/** The states of a volume that is being deleted. */
export const DELETING = valuesDuring<VolumeStates, 'status'>(DELETION, 'status')

function notDeletable(status: string): Fault {
  return invalidVolume(
    `Volume ${status} must not be migrating, attached, belong to a group, have snapshots, ` +
      'awaiting a transfer, or be disassociated from snapshots after volume transfer.',
  )
}

/** The way of a volume that is made of what lies on a backend; it has no state before. */
export const MANAGING = {
  at: { status: 'managing' },
  job: 'volume.manage',
  done: { status: 'available' },
  failed: { status: 'error_managing' },
} as const satisfies VolumeCourse

/** The way of a volume that is given up, its content left on the backend. */
export const UNMANAGING = {
  at: { status: 'unmanaging' },
  job: 'volume.unmanage',
  done: 'gone',
  failed: { status: 'error' },
} as const satisfies VolumeCourse

/** The way of a volume that is made larger, in use or not. */
export const EXTENSION = {
  at: { status: 'extending' },
  job: 'volume.extend',
  failed: { status: 'error_extending' },
} as const satisfies VolumeCourse

function notExtendable({ id, status }: Refused, expected: string): Fault {
  return invalidVolume(
    `Volume ${id} status must be '{'status': '${expected}'}' to extend, currently ${status}.`,
  )
}

const METADATA_CHANGEABLE_IN = allBut('maintenance', 'uploading')

function metadataFrozen(doing: 'Updating' | 'Deleting') {
  return ({ status }: Pick<Refused, 'status'>): Fault =>
    invalidVolume(`${doing} volume metadata is not allowed for volumes in ${status} status.`)
}

/** The way of a volume that is backed up, in use or not: back to the state before. */
const BACKING_UP = {
  at: { status: 'backing-up' },
  job: 'backup.create',
} as const satisfies VolumeCourse

function notToBackUp({ status }: Refused): Fault {
  return invalidVolume(
    status === 'in-use'
      ? 'Backing up an in-use volume must use the force flag.'
      : `Volume to be backed up must be available or in-use, but the current status is "${status}".`,
  )
}

/** The way of a volume that is offered to another project: it ends when the offer does. */
export const OFFER = {
  at: { status: 'awaiting-transfer' },
  done: { status: 'available' },
} as const satisfies VolumeCourse

const SNAPSHOT_NOT_MADE = 'The snapshot cannot be created when the volume is in'

/** Source: openstack/cinder cinder/volume/api.py (_create_snapshot_in_db_validate). */
function noSnapshotOf({ id, status, migration_status }: Refused, expected: string): Fault {
  if (status === 'maintenance') return invalidVolume(`${SNAPSHOT_NOT_MADE} maintenance mode.`)
  if (isMigrating({ migration_status })) {
    return invalidVolume('Snapshot cannot be created while volume is migrating.')
  }
  if (status === 'error') return invalidVolume(`${SNAPSHOT_NOT_MADE} error status.`)
  return invalidVolume(`Volume ${id} status must be ${expected}, but current status is: ${status}.`)
}

/** The way of a volume that gets the content of its latest snapshot again. */
export const REVERSION = {
  at: { status: 'reverting' },
  job: 'volume.revert',
  done: { status: 'available' },
  failed: { status: 'error' },
} as const satisfies VolumeCourse

/** Source: openstack/cinder cinder/volume/api.py (revert_to_snapshot). */
export function revertTo(snapshotId: string): VolumeAction {
  return {
    from: { status: ['available'] },
    ...REVERSION,
    refusal: ({ id }) =>
      conflict(
        `Invalid volume: Can't revert volume ${id} to its latest snapshot ${snapshotId}. ` +
          "Volume's status must be 'available'.",
      ),
  }
}

/** What begins a volume: it has no state before. */
export const CREATION = {
  at: { status: 'creating' },
  job: 'volume.create',
  done: { status: 'available' },
  failed: { status: 'error' },
} as const satisfies VolumeCourse

/** What begins a volume that an image is written into; the answer to who asks for it says less. */
export const CREATION_FROM_IMAGE = {
  ...CREATION,
  at: { status: 'downloading' },
} as const satisfies VolumeCourse

export const VOLUME_ACTIONS = {
  delete: {
    from: { status: DELETABLE_IN, ...FREE },
    ...DELETION,
    refusal: () => notDeletable(`status must be ${DELETABLE_IN.join(' or ')} and`),
  },
  unmanage: {
    from: { status: DELETABLE_IN, ...FREE },
    ...UNMANAGING,
    refusal: () => notDeletable(`status must be ${DELETABLE_IN.join(' or ')} and`),
  },
  forceDelete: {
    from: FREE,
    ...DELETION,
    refusal: () => notDeletable(''),
  },
  extend: {
    from: { status: ['available'] },
    ...EXTENSION,
    done: { status: 'available' },
    refusal: (volume) => notExtendable(volume, 'available'),
  },
  extendAttached: {
    from: { status: ['in-use'] },
    ...EXTENSION,
    done: { status: 'in-use' },
    refusal: (volume) => notExtendable(volume, 'in-use'),
  },
  ...ATTACH_ACTIONS,
  ...MOVING_ACTIONS,
  ...IMAGING_ACTIONS,
  backUp: {
    from: { status: ['available'] },
    ...BACKING_UP,
    done: { status: 'available' },
    failed: { status: 'available' },
    refusal: notToBackUp,
  },
  backUpAttached: {
    from: { status: ['in-use'] },
    ...BACKING_UP,
    done: { status: 'in-use' },
    failed: { status: 'in-use' },
    refusal: notToBackUp,
  },
  restoreBackup: {
    from: { status: ['available'] },
    at: { status: 'restoring-backup' },
    job: 'backup.restore',
    done: { status: 'available' },
    failed: { status: 'error_restoring' },
    refusal: () => invalidVolume('Volume to be restored to must be available'),
  },
  update: {
    from: { status: NOT_IN_MAINTENANCE },
    refusal: () => invalidVolume('The volume cannot be updated during maintenance.'),
  },
  updateReadonlyFlag: {
    from: { status: ['available'] },
    refusal: ({ id, status }) =>
      invalidVolume(
        `Volume ${id} status must be available to update readonly flag, but current status is: ` +
          `${status}.`,
      ),
  },
  updateMetadata: {
    from: { status: METADATA_CHANGEABLE_IN },
    refusal: metadataFrozen('Updating'),
  },
  deleteMetadata: {
    from: { status: METADATA_CHANGEABLE_IN },
    refusal: metadataFrozen('Deleting'),
  },
  snapshot: {
    from: { status: ['available'], migration_status: NOT_MIGRATING },
    refusal: (volume) => noSnapshotOf(volume, 'available'),
  },
  snapshotInUse: {
    from: { status: ['available', 'in-use'], migration_status: NOT_MIGRATING },
    refusal: (volume) => noSnapshotOf(volume, 'available, in-use'),
  },
  offer: {
    from: { status: ['available'] },
    ...OFFER,
    refusal: () => invalidVolume('status must be available'),
  },
  clone: {
    from: { status: ['available', 'in-use'] },
    refusal: () =>
      invalidVolume("Originating source volume status must be one of 'available, in-use' values"),
  },
} as const satisfies Record<string, VolumeAction>
