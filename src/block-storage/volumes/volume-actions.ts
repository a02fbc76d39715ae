/**
 * In which states what may be done to a volume, and what becomes of it.
 * Source: openstack/cinder cinder/volume/api.py, cinder/volume/flows/api/create_volume.py.
 */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { valuesDuring, type Action, type Course } from '../../kernel/state-table.ts'
import type { VolumesTable } from '../storage/tables.ts'
import { VOLUME_STATUSES, type VolumeStatus } from './volume-status.ts'

/** The columns that say in which state a volume is. */
export type VolumeStates = Pick<
  VolumesTable,
  'status' | 'attach_status' | 'migration_status' | 'consistencygroup_id' | 'group_id'
>

/** What refusals speak of. */
type Refused = Pick<VolumesTable, 'id' | 'status' | 'migration_status'>

export type VolumeCourse = Course<VolumeStates>
export type VolumeAction = Action<VolumeStates, Refused>

export function invalidVolume(reason: string): Fault {
  return badRequest(`Invalid volume: ${reason}`)
}

function allBut(...statuses: VolumeStatus[]): VolumeStatus[] {
  return VOLUME_STATUSES.filter((status) => !statuses.includes(status))
}

const DELETABLE_IN: readonly VolumeStatus[] = [
  'available',
  'error',
  'error_restoring',
  'error_extending',
  'error_managing',
]

/** The volume is not on its way elsewhere. */
const NOT_MIGRATING = [null, 'deleting', 'error', 'success'] as const

/** Is it on its way to another backend? */
export function isMigrating({ migration_status: status }: Pick<VolumeStates, 'migration_status'>) {
  return !NOT_MIGRATING.some((calm) => calm === status)
}

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

function notReservable({ status }: Refused, expected: string): Fault {
  return invalidVolume(`Volume status must be ${expected} to reserve, but the status is ${status}.`)
}

function notAttachableYet({ id, status }: Refused, expected: string): Fault {
  return invalidVolume(
    status.includes('error')
      ? `Volume attachments can not be created if the volume is in an error state. ` +
          `The Volume ${id} currently has a status of: ${status} `
      : `Volume ${id} status must be ${expected} to reserve, but the current status is ${status}.`,
  )
}

function notAttachable({ status }: Refused): Fault {
  return invalidVolume(
    status === 'maintenance'
      ? 'The volume cannot be attached in maintenance mode.'
      : 'volume is already attached and multiple attachments are not enabled',
  )
}

const NOT_IN_MAINTENANCE = allBut('maintenance')

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

/** What begins a volume: it has no state before. */
export const CREATION = {
  at: { status: 'creating' },
  job: 'volume.create',
  done: { status: 'available' },
  failed: { status: 'error' },
} as const satisfies VolumeCourse

export const VOLUME_ACTIONS = {
  delete: {
    from: { status: DELETABLE_IN, ...FREE },
    ...DELETION,
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
  reserve: {
    from: { status: ['available'] },
    at: { status: 'attaching' },
    refusal: (volume) => notReservable(volume, 'available'),
  },
  /** Of a volume that several may use at once. */
  reserveShared: {
    from: { status: ['available', 'in-use'] },
    at: { status: 'attaching' },
    refusal: (volume) => notReservable(volume, 'available or in-use'),
  },
  /** The first step of the attachments API. */
  reserveAttachment: {
    from: { status: ['available', 'downloading'] },
    at: { status: 'reserved' },
    refusal: (volume) => notAttachableYet(volume, 'available or downloading'),
  },
  /** Of a volume that several may use at once. */
  reserveSharedAttachment: {
    from: { status: ['available', 'in-use', 'downloading'] },
    at: { status: 'reserved' },
    refusal: (volume) => notAttachableYet(volume, 'available or in-use or downloading'),
  },
  attach: {
    from: { status: allBut('maintenance', 'in-use') },
    at: { status: 'in-use', attach_status: 'attached' },
    refusal: notAttachable,
  },
  /** Of a volume that several may use at once, or that is on its way to another backend. */
  attachShared: {
    from: { status: NOT_IN_MAINTENANCE },
    at: { status: 'in-use', attach_status: 'attached' },
    refusal: notAttachable,
  },
  beginDetaching: {
    from: {
      status: ['in-use'],
      attach_status: ['attached'],
      migration_status: NOT_MIGRATING,
    },
    at: { status: 'detaching' },
    refusal: () =>
      invalidVolume(
        "Unable to detach volume. Volume status must be 'in-use' and attach_status must be " +
          "'attached' to detach.",
      ),
  },
  /** Where attachments are left, the volume becomes what they make of it. */
  detach: {
    from: { status: NOT_IN_MAINTENANCE },
    at: { status: 'available', attach_status: 'detached' },
    refusal: () => invalidVolume('The volume cannot be detached in maintenance mode.'),
  },
  initializeConnection: {
    from: { status: NOT_IN_MAINTENANCE },
    refusal: () =>
      invalidVolume('The volume connection cannot be initialized in maintenance mode.'),
  },
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

/** Of these nothing is refused: elsewhere nothing happens. */
export const QUIET_VOLUME_ACTIONS = {
  unreserve: { from: { status: ['attaching'] }, at: { status: 'available' } },
  /** Of a volume that something is attached to. */
  unreserveAttached: { from: { status: ['attaching'] }, at: { status: 'in-use' } },
  rollDetaching: { from: { status: ['detaching'] }, at: { status: 'in-use' } },
} as const satisfies Record<string, Omit<VolumeAction, 'refusal'>>
