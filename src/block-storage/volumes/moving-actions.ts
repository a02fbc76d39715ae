/**
 * In which states volumes change their type or their backend. Source: openstack/cinder
 * cinder/volume/api.py (retype, migrate_volume).
 */
import type { VolumesTable } from '../storage/tables.ts'
import {
  invalidVolume,
  NOT_MIGRATING,
  type VolumeAction,
  type VolumeCourse,
} from './volume-states.ts'

/** The way of a volume that changes its type, in use or not: back to the state before. */
export const RETYPING = {
  at: { status: 'retyping' },
  job: 'volume.retype',
} as const satisfies VolumeCourse

/** The way of a volume that changes its backend. */
export const MIGRATION = {
  at: { migration_status: 'starting' },
  job: 'volume.migrate',
  done: { migration_status: 'success' },
  failed: { migration_status: 'error' },
} as const satisfies VolumeCourse

/** It stays with those that it was made with. */
const UNBOUND = {
  migration_status: NOT_MIGRATING,
  consistencygroup_id: [null],
  group_id: [null],
} as const

const notRetyped = () =>
  invalidVolume(
    'Retype needs volume to be in available or in-use state, not be part of an active migration ' +
      'or a consistency group, requested type has to be different that the one from the volume, ' +
      'and for in-use volumes front-end qos specs cannot change.',
  )

/** A part of the table of all actions. */
export const MOVING_ACTIONS = {
  retype: {
    from: { status: ['available'], ...UNBOUND },
    ...RETYPING,
    done: { status: 'available' },
    failed: { status: 'available' },
    refusal: notRetyped,
  },
  retypeAttached: {
    from: { status: ['in-use'], ...UNBOUND },
    ...RETYPING,
    done: { status: 'in-use' },
    failed: { status: 'in-use' },
    refusal: notRetyped,
  },
  migrate: {
    from: { status: ['available', 'in-use'], ...UNBOUND },
    ...MIGRATION,
    refusal: ({ id }: Pick<VolumesTable, 'id'>) =>
      invalidVolume(
        `Volume ${id} status must be available or in-use, must not be migrating, have snapshots, ` +
          'be replicated, be part of a group and destination host/cluster must be different than ' +
          'the current one',
      ),
  },
} as const satisfies Record<string, VolumeAction>
