import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { BACKUP_ACTIONS } from './backup-actions.ts'
import { encodeRecord } from './backup-record.ts'
import { refuseWithoutService } from './backup-service.usecase.ts'
import { IMPORT_BODY } from './backup.schemas.ts'
import { backupTarget } from './backups.ops.ts'
import { EXPORT, IMPORT } from './backups.policies.ts'
import { backupNameView, RECORD_ANSWER } from './backups.view.ts'
import { importRecord } from './import-record.usecase.ts'

const exporting = operation({
  id: 'backups.export_record',
  method: 'GET',
  path: '/backups/{backup_id}/export_record',
  summary: 'Show the record of a backup, from which another cloud can restore it',
  policy: EXPORT,
  target: backupTarget,
  response: { 200: RECORD_ANSWER },
  errors: [400, 403, 404],
  async handle({ tx, env, target }) {
    refuseUnlessAllowed(BACKUP_ACTIONS.export, target)
    await refuseWithoutService(tx, env, target)
    return {
      'backup-record': { backup_service: target.service, backup_url: encodeRecord(target) },
    }
  },
})

const importing = operation({
  id: 'backups.import_record',
  method: 'POST',
  path: '/backups/import_record',
  summary: 'Take in the record of a backup that another cloud made',
  policy: IMPORT,
  body: IMPORT_BODY,
  success: 201,
  response: { 201: one('backup', backupNameView) },
  errors: [400, 403, 413],
  async handle({ tx, ctx, env, body }) {
    const { backup_service: service, backup_url: url } = body['backup-record']
    const backup = await importRecord(tx, ctx, env, { service, url })
    return { backup: backupNameView.render(backup, ctx) }
  },
})

export const backupRecordOperations = [exporting, importing]
