import type { RequestContext } from '../../kernel/context.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { BACKUP_ACTIONS } from './backup-actions.ts'
import { invalidBackup, placeOfBackup, type Backup } from './backup.ts'
import { refuseWithoutService } from './backup-service.usecase.ts'
import { DELETE_BACKUP } from './backups.jobs.ts'
import { beginBackupAction, hasIncrements } from './backups.store.ts'

/**
 * Begins to delete a backup that no other builds on.
 * Source: openstack/cinder cinder/backup/api.py (delete).
 * @throws 400, 404
 */
export async function deleteBackup(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { backup, force = false }: { backup: Backup; force?: boolean },
): Promise<void> {
  const action = force ? BACKUP_ACTIONS.forceDelete : BACKUP_ACTIONS.delete
  refuseUnlessAllowed(action, backup)
  if (await hasIncrements(tx, backup.id)) {
    throw invalidBackup('Incremental backups exist for this backup.')
  }
  await refuseWithoutService(tx, env, backup)
  await beginBackupAction(tx, action, backup, { updated_at: env.clock.isoNow() })
  const job = { resourceId: backup.id, payload: { backup: placeOfBackup(backup) } }
  await env.jobs.enqueue(tx, DELETE_BACKUP, { ...job, requestId: ctx.requestId })
}
