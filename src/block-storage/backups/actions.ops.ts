import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { backupAttributes } from './backup.ts'
import type { BackupStatus } from './backup-status.ts'
import { refuseWithoutService } from './backup-service.usecase.ts'
import { RESET_STATUS_BODY, RESTORE_BODY } from './backup.schemas.ts'
import { backupTarget } from './backups.ops.ts'
import { DELETE, FORCE_DELETE, RESET_STATUS, RESTORE } from './backups.policies.ts'
import { updateBackup } from './backups.store.ts'
import { RESTORE_ANSWER } from './backups.view.ts'
import { deleteBackup } from './delete-backup.usecase.ts'
import { restoreBackup } from './restore-backup.usecase.ts'

const PATH = '/backups/{backup_id}/action'

const restore = operation({
  id: 'backups.restore',
  method: 'POST',
  path: '/backups/{backup_id}/restore',
  summary: 'Write a backup into a volume, or into a new one',
  policy: RESTORE,
  target: backupTarget,
  // The volume is locked first, then the backup.
  lock: 'none',
  body: RESTORE_BODY,
  success: 202,
  response: { 202: RESTORE_ANSWER },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, target, body }) {
    const volume = await restoreBackup(tx, ctx, env, target, body.restore)
    return { restore: { backup_id: target.id, volume_id: volume.id, volume_name: volume.name } }
  },
})

const resetStatus = operation({
  id: 'backups.reset_status',
  method: 'POST',
  path: PATH,
  action: 'os-reset_status',
  summary: 'Write another state over that of a backup',
  policy: RESET_STATUS,
  target: backupTarget,
  body: RESET_STATUS_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    await refuseWithoutService(tx, env, target)
    // The schema lets no other words through.
    const status = body['os-reset_status'].status.toLowerCase() as BackupStatus
    await updateBackup(tx, target.id, { status, updated_at: env.clock.isoNow() })
  },
})

const forceDelete = operation({
  id: 'backups.force_delete',
  method: 'POST',
  path: PATH,
  action: 'os-force_delete',
  summary: 'Delete a backup whatever state it is in',
  policy: FORCE_DELETE,
  target: backupTarget,
  body: closed({ 'os-force_delete': T.Unknown() }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    ctx.authorize(DELETE, backupAttributes(target))
    await deleteBackup(tx, ctx, env, { backup: target, force: true })
  },
})

export const backupActionOperations = [restore, resetStatus, forceDelete]
