/** How a volume gets the content of a backup, after the answer; a new one is made first. */
import { Type as T, type Static } from 'typebox'
import type { VolumeDriver } from '../../drivers/volume/interface.ts'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { Vault } from '../../kernel/vault.ts'
import type { Tx } from '../../storage/database.ts'
import { addMessage } from '../messages/messages.usecase.ts'
import { VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { BACKUP_ACTIONS } from './backup-actions.ts'
import { aboutBackup, BACKUP_PLACE, VOLUME_PLACE, type BackupJobParts } from './backups.jobs.ts'
import { endBackupAction } from './backups.store.ts'
import { finishRestoring } from './finish-restoring.usecase.ts'
import { failRestoring } from './source-volume.store.ts'

const TEXT_OR_NULL = T.Union([T.String(), T.Null()])

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
    imageMetadata: T.Record(T.String(), T.String()),
    typeId: TEXT_OR_NULL,
  }),
  /** Why it cannot be; null where it can. */
  flaw: TEXT_OR_NULL,
})
export type Restoration = Static<typeof RESTORATION>

/** A job of the volume: what else is done to that waits for it. */
export const RESTORE_BACKUP = jobKind({
  name: BACKUP_ACTIONS.restore.job,
  version: 1,
  payload: RESTORATION,
  realisticSeconds: [2, 6],
})

export interface RestoreJobParts extends BackupJobParts {
  readonly volumes: VolumeDriver
  readonly vault: Vault
}

export function restoreJob(parts: RestoreJobParts): JobWork {
  const { clock, volumes, backups } = parts
  const { restore } = BACKUP_ACTIONS
  const giveBack = (tx: Tx, { backup }: Restoration) =>
    endBackupAction(tx, restore, backup.id, { ...restore.done, updated_at: clock.isoNow() })
  return jobWork(RESTORE_BACKUP, {
    steps: {
      create: {
        do: async ({ isNew, volume }) => (isNew ? (await volumes.create(volume)).providerId : null),
      },
      restore: {
        async do({ backup, volume, flaw }) {
          if (flaw !== null) throw new JobRefused(flaw)
          await backups.restore(backup, volume)
        },
      },
    },
    async finish(tx, restoration, { create }) {
      await finishRestoring(tx, parts, restoration, create)
      await giveBack(tx, restoration)
    },
    async failed(tx, restoration, { step }, { requestId }) {
      const status = step === 'create' ? 'error' : VOLUME_ACTIONS.restoreBackup.failed.status
      await failRestoring(tx, restoration.volume.id, status, clock.isoNow())
      const backup = await giveBack(tx, restoration)
      const said = { action: 'restoreBackup', detail: 'backupRestoreFailed' } as const
      if (backup) await addMessage(tx, parts, aboutBackup(backup, requestId, said))
    },
  })
}
