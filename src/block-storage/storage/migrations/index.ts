import type { Migration } from '../../../storage/migrate.ts'
import { volumesAndQuotas } from './0001-volumes-and-quotas.ts'
import { backups } from './0008-backups.ts'
import { defaultType } from './0002-default-type.ts'
import { qosAndEncryption } from './0004-qos-and-encryption.ts'
import { attachments } from './0005-attachments.ts'

export const BLOCK_STORAGE_MIGRATIONS: readonly Migration[] = [
  volumesAndQuotas,
  defaultType,
  qosAndEncryption,
  attachments,
  backups,
]
