/**
 * What happens to backups after the answer. As with volumes, the driver is asked, then the states
 * change, each only if nobody changed it meanwhile. What changes a volume and a backup changes the
 * volume first, as requests do.
 */
import { Type as T, type Static } from 'typebox'
import type { BackupDriver } from '../../drivers/backup/interface.ts'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import { deleteKey } from '../keys/keys.store.ts'
import type { NewMessage } from '../messages/message.ts'
import { addMessage } from '../messages/messages.usecase.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import type { Tx } from '../../storage/database.ts'
import { ZONE } from '../services/services.ts'
import { SNAPSHOT_ACTIONS } from '../snapshots/snapshot-actions.ts'
import { endSnapshotAction } from '../snapshots/snapshots.store.ts'
import { BACKUP_CREATION, BACKUP_DELETION, BACKUP_IMPORT } from './backup-actions.ts'
import type { Backup } from './backup.ts'
import {
  endBackupAction,
  findBackup,
  recountIncrements,
  removeBackupIn,
  updateBackup,
} from './backups.store.ts'
import { endBackingUp } from './source-volume.store.ts'

const TEXT_OR_NULL = T.Union([T.String(), T.Null()])

export const VOLUME_PLACE = T.Object({ id: T.String(), sizeGib: T.Integer(), pool: T.String() })

export const BACKUP_PLACE = T.Object({
  id: T.String(),
  sizeGib: T.Integer(),
  container: TEXT_OR_NULL,
  serviceMetadata: TEXT_OR_NULL,
})

const BACKING_UP = T.Object({
  backup: BACKUP_PLACE,
  /** Null where no service of the zone asked for makes backups. */
  host: TEXT_OR_NULL,
  volumeId: T.String(),
  /** Null where no backend has ever seen the volume. */
  volume: T.Union([VOLUME_PLACE, T.Null()]),
  snapshotId: TEXT_OR_NULL,
  parent: T.Union([BACKUP_PLACE, T.Null()]),
})

export const CREATE_BACKUP = jobKind({
  name: BACKUP_CREATION.job,
  version: 1,
  payload: BACKING_UP,
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
  readonly ids: Ids
  readonly backups: BackupDriver
}

/** What the project of a backup is told of work that failed. */
export function aboutBackup(
  { id: resourceId, project_id: projectId }: Pick<Backup, 'id' | 'project_id'>,
  requestId: string | null,
  said: Pick<NewMessage, 'action' | 'detail'>,
): NewMessage {
  return { projectId, requestId, resourceType: 'VOLUME_BACKUP', resourceId, ...said }
}

export function backupJobs(parts: BackupJobParts): readonly JobWork[] {
  return [createBackup(parts), deleteBackup(parts), importBackup(parts)]
}

function createBackup(parts: BackupJobParts): JobWork {
  const { clock, backups } = parts
  /** Ends what the volume or the snapshot was in while it was backed up. */
  const giveBack = async (
    tx: Tx,
    { volumeId, snapshotId }: Static<typeof BACKING_UP>,
    left: 'backing-up' | 'error_backing-up',
  ) => {
    const updated_at = clock.isoNow()
    if (snapshotId === null) return endBackingUp(tx, volumeId, left, updated_at)
    const { backUp } = SNAPSHOT_ACTIONS
    await endSnapshotAction(tx, backUp, snapshotId, { ...backUp.done, updated_at })
  }
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
    async finish(tx, payload, { backup: made }) {
      const { backup, host } = payload
      const now = clock.isoNow()
      await giveBack(tx, payload, 'backing-up')
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
    async failed(tx, payload, { message }, { requestId }) {
      const { backup, host } = payload
      const now = clock.isoNow()
      await giveBack(tx, payload, host === null ? 'backing-up' : 'error_backing-up')
      const changes = { ...BACKUP_CREATION.failed, fail_reason: message, updated_at: now }
      const failed = await endBackupAction(tx, BACKUP_CREATION, backup.id, changes)
      if (failed === undefined) return
      const detail = host === null ? 'backupNotScheduled' : 'backupCreateFailed'
      await addMessage(
        tx,
        parts,
        aboutBackup(failed, requestId, { action: 'createBackup', detail }),
      )
    },
  })
}

function deleteBackup(parts: BackupJobParts): JobWork {
  const { clock, backups } = parts
  return jobWork(DELETE_BACKUP, {
    steps: { delete: { do: ({ backup }) => backups.delete(backup) } },
    async finish(tx, { backup }) {
      const removed = await removeBackupIn(tx, backup.id, [BACKUP_DELETION.at.status])
      if (removed === undefined) return
      await recountIncrements(tx, removed.parent_id)
      if (removed.encryption_key_id !== null) await deleteKey(tx, removed.encryption_key_id)
      await release(tx, {
        projectId: removed.project_id,
        amounts: { backups: 1, backup_gigabytes: removed.size },
      })
    },
    async failed(tx, { backup }, { message: fail_reason }, { requestId }) {
      const changes = { ...BACKUP_DELETION.failed, fail_reason, updated_at: clock.isoNow() }
      const failed = await endBackupAction(tx, BACKUP_DELETION, backup.id, changes)
      if (failed === undefined) return
      const said = { action: 'deleteBackup', detail: 'backupDeleteFailed' } as const
      await addMessage(tx, parts, aboutBackup(failed, requestId, said))
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
