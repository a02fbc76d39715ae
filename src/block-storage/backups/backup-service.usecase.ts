import { notFound } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { backupHost } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import type { Backup } from './backup.ts'

/**
 * What is done to a backup is done by a backup service of its zone. A backup that none could make,
 * because it names a zone that has none, is deleted and reset by any.
 * Source: openstack/cinder cinder/backup/api.py (_get_available_backup_service_host).
 * @throws 404 where no such service is enabled
 */
export async function refuseWithoutService(
  tx: Tx,
  env: BlockStorageEnv,
  { host, availability_zone }: Pick<Backup, 'host' | 'availability_zone'>,
): Promise<void> {
  const zone = host === null ? null : availability_zone
  if (backupHost(await listServices(tx, env), zone) === undefined) {
    throw notFound('Service cinder-backup could not be found.')
  }
}
