import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import type { Caller } from '../caller.ts'
import { backupAttributes, type Backup } from './backup.ts'
import { GET } from './backups.policies.ts'
import { findBackup } from './backups.store.ts'

/**
 * A backup, undefined to those of other projects who are no administrators.
 * Source: openstack/cinder cinder/backup/api.py (get).
 * @throws 403 to those of its project who may not see it
 */
export async function findVisibleBackup(
  tx: Tx,
  ctx: Caller,
  id: string,
  lock?: Lock,
): Promise<Backup | undefined> {
  const backup = await findBackup(tx, id, lock)
  if (backup === undefined) return undefined
  if (!ctx.isAdmin && backup.project_id !== ctx.token.projectId) return undefined
  ctx.authorize(GET, backupAttributes(backup))
  return backup
}
