import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import type { Caller } from '../caller.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { invalidInput, type Volume } from '../volumes/volume.ts'
import type { NewVolume } from '../volumes/volume.schemas.ts'
import { BACKUP_ACTIONS, type BackupAction } from './backup-actions.ts'
import {
  backupNotFound,
  encryptionFlaw,
  placeOfBackup,
  type Backup,
  type VolumeTexts,
} from './backup.ts'
import { RESTORE_BACKUP } from './restore.jobs.ts'
import { beginBackupAction, findBackup } from './backups.store.ts'
import { findVisibleBackup } from './visible-backup.usecase.ts'

/**
 * The backup that a new volume gets its content from, if any.
 * @throws 403, 404
 */
export async function findSourceBackup(
  tx: Tx,
  ctx: Caller,
  { backup_id: id }: NewVolume,
): Promise<Backup | undefined> {
  if (!id) return undefined
  const backup = await findVisibleBackup(tx, ctx, id, 'change')
  if (backup === undefined) throw backupNotFound(id)
  return backup
}

/** @throws 400 where the backup cannot be restored, or not into a volume of this size */
export function refuseSourceBackup(backup: Backup, sizeGib: number): void {
  refuseUnlessAllowed(BACKUP_ACTIONS.createVolume, backup)
  if (sizeGib < backup.size) {
    throw invalidInput(
      `Volume size ${sizeGib}GB cannot be smaller than the backup size ${backup.size}GB. ` +
        'It must be >= backup size.',
    )
  }
}

/** Leaves it to a job to make a volume and to write a backup into it. @throws 400 */
export async function fillFromBackup(
  tx: Tx,
  ctx: Caller,
  env: BlockStorageEnv,
  { backup, volume }: { backup: Backup; volume: Volume },
): Promise<void> {
  await beginRestoring(tx, ctx, env, {
    ...{ backup, volume, isNew: true },
    action: BACKUP_ACTIONS.createVolume,
  })
}

/**
 * Begins the way of a backup that is written into a volume; that of the volume has begun.
 * @throws 400 where the backup cannot be restored
 */
export async function beginRestoring(
  tx: Tx,
  ctx: Caller,
  env: BlockStorageEnv,
  asked: { backup: Backup; volume: Volume; isNew: boolean; action: BackupAction },
): Promise<void> {
  const { backup, volume, isNew, action } = asked
  const changes = { restore_volume_id: volume.id, updated_at: env.clock.isoNow() }
  await beginBackupAction(tx, action, backup, changes)
  const texts = JSON.parse(backup.volume_texts) as VolumeTexts
  const payload = {
    backup: placeOfBackup(backup),
    volumeId: backup.volume_id,
    volume: { id: volume.id, sizeGib: volume.size, pool: volume.host ?? '' },
    isNew,
    texts,
    flaw: encryptionFlaw(backup, texts, volume) ?? (await chainFlaw(tx, backup)) ?? null,
  }
  const { requestId } = ctx
  await env.jobs.enqueue(tx, RESTORE_BACKUP, { resourceId: volume.id, payload, requestId })
}

/**
 * Why an increment cannot be restored: the backups that it builds on, down to a whole one, must be
 * there. Those of imported records need not be. Source: openstack/cinder
 * cinder/backup/chunkeddriver.py (restore).
 */
async function chainFlaw(tx: Tx, { id, parent_id }: Backup): Promise<string | undefined> {
  const chain = new Set([id])
  for (let next = parent_id; next !== null;) {
    const parent = chain.has(next) ? undefined : await findBackup(tx, next)
    if (parent === undefined) return `Backup ${next} could not be found.`
    chain.add(next)
    next = parent.parent_id
  }
  return undefined
}
