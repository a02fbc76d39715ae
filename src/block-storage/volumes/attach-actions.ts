/**
 * In which states volumes are attached and detached. Source: openstack/cinder cinder/volume/api.py.
 */
import type { Fault } from '../../kernel/faults.ts'
import {
  allBut,
  invalidVolume,
  NOT_IN_MAINTENANCE,
  NOT_MIGRATING,
  type Refused,
  type VolumeAction,
} from './volume-states.ts'

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

/** A part of the table of all actions. */
export const ATTACH_ACTIONS = {
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
} as const satisfies Record<string, VolumeAction>

/** Of these nothing is refused: elsewhere nothing happens. */
export const QUIET_VOLUME_ACTIONS = {
  unreserve: { from: { status: ['attaching'] }, at: { status: 'available' } },
  /** Of a volume that something is attached to. */
  unreserveAttached: { from: { status: ['attaching'] }, at: { status: 'in-use' } },
  rollDetaching: { from: { status: ['detaching'] }, at: { status: 'in-use' } },
} as const satisfies Record<string, Omit<VolumeAction, 'refusal'>>
