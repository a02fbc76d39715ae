/** The states of volumes that actions begin in and set, and how their refusals begin. */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import type { Action, Course } from '../../kernel/state-table.ts'
import type { VolumesTable } from '../storage/tables.ts'
import { VOLUME_STATUSES, type VolumeStatus } from './volume-status.ts'

/** The columns that say in which state a volume is. */
export type VolumeStates = Pick<
  VolumesTable,
  'status' | 'attach_status' | 'migration_status' | 'consistencygroup_id' | 'group_id'
>

/** What refusals speak of. */
export type Refused = Pick<VolumesTable, 'id' | 'status' | 'migration_status'>

export type VolumeCourse = Course<VolumeStates>
export type VolumeAction = Action<VolumeStates, Refused>

export function invalidVolume(reason: string): Fault {
  return badRequest(`Invalid volume: ${reason}`)
}

export function allBut(...statuses: VolumeStatus[]): VolumeStatus[] {
  return VOLUME_STATUSES.filter((status) => !statuses.includes(status))
}

/** The volume is not on its way elsewhere. */
export const NOT_MIGRATING = [null, 'deleting', 'error', 'success'] as const

/** Is it on its way to another backend? */
export function isMigrating({ migration_status: status }: Pick<VolumeStates, 'migration_status'>) {
  return !NOT_MIGRATING.some((calm) => calm === status)
}

export const NOT_IN_MAINTENANCE = allBut('maintenance')
