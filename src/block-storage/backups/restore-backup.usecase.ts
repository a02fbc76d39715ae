import type { RequestContext } from '../../kernel/context.ts'
import { overLimit, Fault } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { reserveVolume } from '../volumes/create-volume.usecase.ts'
import { invalidVolume, VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { volumeAttributes, volumeNotFound, type Volume } from '../volumes/volume.ts'
import { CREATE as CREATE_VOLUME, GET as GET_VOLUME } from '../volumes/volumes.policies.ts'
import { beginAction, findVolume, updateVolume } from '../volumes/volumes.store.ts'
import { BACKUP_ACTIONS } from './backup-actions.ts'
import { refuseWithoutService } from './backup-service.usecase.ts'
import { backupNotFound, RESTORED_NAME, type Backup } from './backup.ts'
import { findBackup } from './backups.store.ts'
import { beginRestoring } from './volume-from-backup.usecase.ts'

export interface RestoreRequest {
  readonly name?: string | null
  readonly volume_id?: string | null
}

/**
 * Begins to write a backup into a volume that is there, or into one made for it.
 * Source: openstack/cinder cinder/backup/api.py (restore).
 * @param seen the backup, which is not locked: a volume is always locked before its backup
 * @throws 400, 403, 404, 413
 */
export async function restoreBackup(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  seen: Backup,
  asked: RestoreRequest,
): Promise<Volume> {
  refuseUnlessAllowed(BACKUP_ACTIONS.restore, seen)
  const { volume_id: id } = asked
  const existing = id === undefined || id === null ? undefined : await findTarget(tx, ctx, id)
  const backup = await findBackup(tx, seen.id, 'change')
  if (backup === undefined) throw backupNotFound(seen.id)
  const volume = existing ?? (await makeTarget(tx, ctx, env, backup, asked.name))
  if (existing !== undefined) await beginOverwriting(tx, env, existing, backup)
  await refuseWithoutService(tx, env, backup)
  const action = BACKUP_ACTIONS.restore
  await beginRestoring(tx, ctx, env, { backup, volume, isNew: existing === undefined, action })
  return volume
}

async function findTarget(tx: Tx, ctx: RequestContext, id: string): Promise<Volume> {
  const volume = await findVolume(tx, id, 'change')
  if (!volume || !ctx.allows(GET_VOLUME, volumeAttributes(volume))) throw volumeNotFound(id)
  return volume
}

/** @throws 400 */
async function beginOverwriting(
  tx: Tx,
  env: BlockStorageEnv,
  volume: Volume,
  backup: Backup,
): Promise<void> {
  const action = VOLUME_ACTIONS.restoreBackup
  refuseUnlessAllowed(action, volume)
  if (backup.size > volume.size) {
    throw invalidVolume(
      `volume size ${volume.size} is too small to restore backup of size ${backup.size}.`,
    )
  }
  if (volume.host === null) throw action.refusal()
  await beginAction(tx, action, volume, { updated_at: env.clock.isoNow() })
}

/**
 * A volume made for the backup. The real service waits until it is available before it answers; here
 * the job that restores the backup makes it first.
 * @throws 400, 403, 413
 */
async function makeTarget(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { id, size }: Backup,
  name: string | null | undefined,
): Promise<Volume> {
  ctx.authorize(CREATE_VOLUME)
  const asked = {
    size,
    name: name ?? `${RESTORED_NAME}${id}`,
    description: 'auto-created_from_restore_from_backup',
  }
  const volume = await reserveVolume(tx, ctx, env, asked).catch((error: unknown) => {
    throw withoutException(error)
  })
  if (volume.host === null) {
    throw invalidVolume(`Error while creating volume ${volume.id} for restoring backup ${id}.`)
  }
  const { at } = VOLUME_ACTIONS.restoreBackup
  await updateVolume(tx, volume.id, { ...at, updated_at: env.clock.isoNow() })
  return { ...volume, ...at }
}

/** Here alone two refusals of quotas do not begin with the name of the exception. */
const NAMED = /^(?:VolumeSizeExceedsAvailableQuota|VolumeLimitExceeded): /

function withoutException(error: unknown): unknown {
  if (!(error instanceof Fault) || !NAMED.test(error.message)) return error
  return overLimit(error.message.replace(NAMED, ''), { retryAfter: 0 })
}
