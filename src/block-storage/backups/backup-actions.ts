/**
 * In which states what may be done to a backup, and what becomes of it. What becomes of the volume
 * meanwhile is in the table of volumes.
 * Source: openstack/cinder cinder/backup/api.py, cinder/volume/flows/api/create_volume.py.
 */
import type { Action, Course } from '../../kernel/state-table.ts'
import type { BackupsTable } from '../storage/tables.ts'
import { invalidBackup } from './backup.ts'

/** The columns that say in which state a backup is. */
export type BackupStates = Pick<BackupsTable, 'status'>

export type BackupCourse = Course<BackupStates>
export type BackupAction = Action<BackupStates, BackupStates>

/** What begins a backup: it has no state before. */
export const BACKUP_CREATION = {
  at: { status: 'creating' },
  job: 'backup.create',
  done: { status: 'available' },
  failed: { status: 'error' },
} as const satisfies BackupCourse

/** The way of a backup that another cloud made and that this one takes in. */
export const BACKUP_IMPORT = {
  ...BACKUP_CREATION,
  job: 'backup.import',
} as const satisfies BackupCourse

/** The way of a backup that is deleted, with force or without. */
export const BACKUP_DELETION = {
  at: { status: 'deleting' },
  job: 'backup.delete',
  done: 'gone',
  failed: { status: 'error' },
} as const satisfies BackupCourse

const restoration = {
  from: { status: ['available'] },
  at: { status: 'restoring' },
  job: 'backup.restore',
  done: { status: 'available' },
  failed: { status: 'available' },
} as const

export const BACKUP_ACTIONS = {
  delete: {
    from: { status: ['available', 'error'] },
    ...BACKUP_DELETION,
    refusal: () => invalidBackup('Backup status must be available or error'),
  },
  forceDelete: {
    from: {},
    ...BACKUP_DELETION,
    refusal: () => invalidBackup('Backup status must be available or error'),
  },
  restore: {
    ...restoration,
    refusal: () => invalidBackup('Backup status must be available'),
  },
  createVolume: {
    ...restoration,
    refusal: () => invalidBackup("Originating backup status must be one of 'available' values"),
  },
  export: {
    from: { status: ['available'] },
    refusal: ({ status }) => invalidBackup(`Backup status must be available and not ${status}.`),
  },
} as const satisfies Record<string, BackupAction>
