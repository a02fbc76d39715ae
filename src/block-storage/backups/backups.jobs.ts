/**
 * What happens to backups, and to volumes that are restored, after the answer. As with volumes, the
 * driver is asked, then the states change, each only if nobody changed it meanwhile. What changes a
 * volume and a backup changes the volume first, as requests do.
 */
import { Type as T, type Static } from 'typebox'
import type { BackupDriver } from '../../drivers/backup/interface.ts'
import type { VolumeDriver } from '../../drivers/volume/interface.ts'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import { ZONE } from '../services/services.ts'
import {
  BACKUP_ACTIONS,
  BACKUP_CREATION,
  BACKUP_DELETION,
  BACKUP_IMPORT,
} from './backup-actions.ts'
import {
  endBackupAction,
  findBackup,
  recountIncrements,
  removeBackupIn,
  updateBackup,
} from './backups.store.ts'
import { finishRestoring } from './finish-restoring.usecase.ts'
import { endBackingUp, failRestoring } from './source-volume.store.ts'

const TEXT_OR_NULL = T.Union([T.String(), T.Null()])

const VOLUME_PLACE = T.Object({ id: T.String(), sizeGib: T.Integer(), pool: T.String() })

const BACKUP_PLACE = T.Object({
  id: T.String(),
  sizeGib: T.Integer(),
  container: TEXT_OR_NULL,
  serviceMetadata: TEXT_OR_NULL,
})

export const CREATE_BACKUP = jobKind({
  name: BACKUP_CREATION.job,
  version: 1,
  payload: T.Object({
    backup: BACKUP_PLACE,
    /** Null where no service of the zone asked for makes backups. */
    host: TEXT_OR_NULL,
    volumeId: T.String(),
    /** Null where no backend has ever seen the volume. */
    volume: T.Union([VOLUME_PLACE, T.Null()]),
    snapshotId: TEXT_OR_NULL,
    parent: T.Union([BACKUP_PLACE, T.Null()]),
  }),
  realisticSeconds: [2, 6],
})

const RESTORATION = T.Object({
  backup: BACKUP_PLACE,
  /** The volume that the backup is of. */
  volumeId: T.String(),
  volume: VOLUME_PLACE,
  /** Is the volume yet to be made? */
  isNew: T.Boolean(),
  /** What the volume gets besides the bytes. */
  texts: T.Object({
    name: TEXT_OR_NULL,
    description: TEXT_OR_NULL,
    metadata: T.Record(T.String(), T.String()),
  }),
})
export type Restoration = Static<typeof RESTORATION>

/** A job of the volume: what else is done to that waits for it. */
export const RESTORE_BACKUP = jobKind({
  name: BACKUP_ACTIONS.restore.job,
  version: 1,
  payload: RESTORATION,
  realisticSeconds: [2, 6],
})

export const DELETE_BACKUP = jobKind({
  name: BACKUP_DELETION.job,
  version: 1,
  payload: T.Object({ backup: BACKUP_PLACE }),
  realisticSeconds: [1, 3],
})

export const IMPORT_BACKUP = jobKind({
  name: BACKUP_IMPORT.job,
  version: 1,
  payload: T.Object({ id: T.String(), flaw: TEXT_OR_NULL }),
  realisticSeconds: [1, 2],
})

export interface BackupJobParts {
  readonly clock: CloudClock
  readonly volumes: VolumeDriver
  readonly backups: BackupDriver
}

export function backupJobs(parts: BackupJobParts): readonly JobWork[] {
  return [createBackup(parts), restoreBackup(parts), deleteBackup(parts), importBackup(parts)]
}

function createBackup({ clock, backups }: BackupJobParts): JobWork {
  return jobWork(CREATE_BACKUP, {
    steps: {
      backup: {
        async do({ backup, host, volume, snapshotId, parent }) {
          if (host === null) throw new JobRefused('Service not found for creating backup.')
          if (volume === null) throw new JobRefused('The volume lies on no backend.')
          if (parent !== null && backup.sizeGib > parent.sizeGib) {
            throw new JobRefused('Volume size increased since the last backup. Do a full backup.')
          }
          return backups.backup(backup, { volume, snapshotId, parent })
        },
        undo: ({ backup }) => backups.delete(backup),
      },
    },
    async finish(tx, { backup, host, volumeId }, { backup: made }) {
      const now = clock.isoNow()
      await endBackingUp(tx, volumeId, 'backing-up', now)
      const found = await findBackup(tx, backup.id, 'change')
      if (found === undefined) return
      const { container, serviceMetadata: service_metadata, objectCount: object_count } = made
      await updateBackup(tx, backup.id, {
        ...{ container, service_metadata, object_count, host },
        service: backups.service,
        availability_zone: found.availability_zone ?? ZONE,
        updated_at: now,
      })
      await endBackupAction(tx, BACKUP_CREATION, backup.id, BACKUP_CREATION.done)
      await recountIncrements(tx, found.parent_id)
    },
    async failed(tx, { backup, host, volumeId }, { message }) {
      const now = clock.isoNow()
      await endBackingUp(tx, volumeId, host === null ? 'backing-up' : 'error_backing-up', now)
      const failed = { ...BACKUP_CREATION.failed, fail_reason: message, updated_at: now }
      await endBackupAction(tx, BACKUP_CREATION, backup.id, failed)
    },
  })
}

function restoreBackup({ clock, volumes, backups }: BackupJobParts): JobWork {
  const { restore } = BACKUP_ACTIONS
  const giveBack = (tx: Tx, { backup }: Restoration) =>
    endBackupAction(tx, restore, backup.id, { ...restore.done, updated_at: clock.isoNow() })
  return jobWork(RESTORE_BACKUP, {
    steps: {
      create: {
        do: async ({ isNew, volume }) => (isNew ? (await volumes.create(volume)).providerId : null),
      },
      restore: { do: ({ backup, volume }) => backups.restore(backup, volume) },
    },
    async finish(tx, restoration, { create }) {
      await finishRestoring(tx, restoration, create, clock.isoNow())
      await giveBack(tx, restoration)
    },
    async failed(tx, restoration) {
      await failRestoring(tx, restoration.volume.id, clock.isoNow())
      await giveBack(tx, restoration)
    },
  })
}

function deleteBackup({ clock, backups }: BackupJobParts): JobWork {
  return jobWork(DELETE_BACKUP, {
    steps: { delete: { do: ({ backup }) => backups.delete(backup) } },
    async finish(tx, { backup }) {
      const removed = await removeBackupIn(tx, backup.id, [BACKUP_DELETION.at.status])
      if (removed === undefined) return
      await recountIncrements(tx, removed.parent_id)
      await release(tx, {
        projectId: removed.project_id,
        amounts: { backups: 1, backup_gigabytes: removed.size },
      })
    },
    async failed(tx, { backup }, { message }) {
      const failed = { ...BACKUP_DELETION.failed, fail_reason: message }
      const changes = { ...failed, updated_at: clock.isoNow() }
      await endBackupAction(tx, BACKUP_DELETION, backup.id, changes)
    },
  })
}

function importBackup({ clock }: BackupJobParts): JobWork {
  return jobWork(IMPORT_BACKUP, {
    steps: {
      check: {
        async do({ flaw }) {
          if (flaw !== null) throw new JobRefused(flaw)
        },
      },
    },
    async finish(tx, { id }) {
      const found = await findBackup(tx, id, 'change')
      const changes = { ...BACKUP_IMPORT.done, updated_at: clock.isoNow() }
      await endBackupAction(tx, BACKUP_IMPORT, id, changes)
      await recountIncrements(tx, found?.parent_id ?? null)
      await recountIncrements(tx, id)
    },
    async failed(tx, { id }, { message }) {
      const failed = { ...BACKUP_IMPORT.failed, fail_reason: message, updated_at: clock.isoNow() }
      await endBackupAction(tx, BACKUP_IMPORT, id, failed)
    },
  })
}
