import type { RequestContext } from '../../kernel/context.ts'
import { unavailable } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { findKey } from '../keys/keys.store.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { backupHost, ZONE } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { BACKUP_IMPORT } from './backup-actions.ts'
import { decodeRecord, flawOf, importedFields } from './backup-record.ts'
import { invalidBackup, type Backup } from './backup.ts'
import { IMPORT_BACKUP } from './backups.jobs.ts'
import { findBackup, insertBackup } from './backups.store.ts'

/**
 * Takes in the record of a backup, under the id that it has there.
 * Source: openstack/cinder cinder/backup/api.py (import_record), cinder/backup/manager.py.
 * @param sent the driver that made it, and the record
 * @throws 400, 413, 503
 */
export async function importRecord(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { service, url }: { service: string; url: string },
): Promise<Backup> {
  const host = backupHost(await listServices(tx, env), null)
  if (host === undefined) throw unavailable(`Service ${service} could not be found.`)
  const record = decodeRecord(url)
  const { id, size } = record
  if ((await findBackup(tx, id)) !== undefined) {
    throw invalidBackup('Backup already exists in database.')
  }
  await reserve(tx, {
    projectId: ctx.projectId,
    amounts: { backups: 1, backup_gigabytes: size },
  })
  const flaw = env.backups.service.startsWith(service) ? (flawOf(record) ?? null) : notOurs(service)
  const now = env.clock.isoNow()
  const fields = importedFields(record, now)
  const keyId = fields.encryption_key_id
  // A key that is here belongs to something else, and would go with the backup.
  const isOthers = keyId !== null && (await findKey(tx, keyId)) !== undefined
  const backup = await insertBackup(tx, {
    ...{ id, size, ...fields, encryption_key_id: isOthers ? null : keyId },
    project_id: ctx.projectId,
    user_id: ctx.userId,
    ...BACKUP_IMPORT.at,
    fail_reason: null,
    num_dependent_backups: 0,
    availability_zone: ZONE,
    host,
    service: env.backups.service,
    restore_volume_id: null,
    updated_at: now,
  })
  const { requestId } = ctx
  await env.jobs.enqueue(tx, IMPORT_BACKUP, { resourceId: id, payload: { id, flaw }, requestId })
  return backup
}

function notOurs(service: string): string {
  return (
    'Import record failed, cannot find backup service to perform the import. ' +
    `Request service ${service}.`
  )
}
