import type { Migration } from '../../../storage/migrate.ts'
import { volumesAndQuotas } from './0001-volumes-and-quotas.ts'
import { defaultType } from './0002-default-type.ts'
import { snapshots } from './0003-snapshots.ts'
import { qosAndEncryption } from './0004-qos-and-encryption.ts'
import { attachments } from './0005-attachments.ts'
import { groups } from './0006-groups.ts'
import { transfers } from './0007-transfers.ts'
import { backups } from './0008-backups.ts'
import { messages } from './0009-messages.ts'
import { services } from './0010-services.ts'
import { unmanagedVolumes } from './0011-unmanaged-volumes.ts'
import { unmanagedSnapshots } from './0012-unmanaged-snapshots.ts'
import { snapshotImageMetadata } from './0013-snapshot-image-metadata.ts'
import { volumesByZone } from './0014-volumes-by-zone.ts'

export const BLOCK_STORAGE_MIGRATIONS: readonly Migration[] = [
  volumesAndQuotas,
  defaultType,
  snapshots,
  qosAndEncryption,
  attachments,
  groups,
  transfers,
  backups,
  messages,
  services,
  unmanagedVolumes,
  unmanagedSnapshots,
  snapshotImageMetadata,
  volumesByZone,
]
