/** What a backup is. Source: openstack/cinder cinder/objects/backup.py, cinder/backup/api.py. */
import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import type { BackupPlace } from '../../drivers/backup/interface.ts'
import type { BackupsTable } from '../storage/tables.ts'

/** Sizes in GiB, times as stored. */
export type Backup = Selectable<BackupsTable>

export type BackupName = Pick<Backup, 'id' | 'name'>

/** What policies see of a backup. */
export function backupAttributes({
  project_id,
  user_id,
}: Pick<Backup, 'project_id' | 'user_id'>): Record<string, unknown> {
  return { project_id, user_id }
}

export function backupNotFound(id: string): Fault {
  return notFound(`Backup ${id} could not be found.`)
}

export function invalidBackup(reason: string): Fault {
  return badRequest(`Invalid backup: ${reason}`)
}

export function placeOfBackup(
  backup: Pick<Backup, 'id' | 'size' | 'container' | 'service_metadata'>,
): BackupPlace {
  const { id, size: sizeGib, container, service_metadata: serviceMetadata } = backup
  return { id, sizeGib, container, serviceMetadata }
}

/** What a backup keeps of its volume beside the bytes, and a restored volume gets back. */
export interface VolumeTexts {
  readonly name: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  /** What it took over from its image. */
  readonly imageMetadata: Readonly<Record<string, string>>
  /** Its type; null where another cloud made the backup. */
  readonly typeId: string | null
}

/**
 * Why an encrypted backup cannot be written into a volume: its content makes sense only to a volume
 * of the same type.
 * Source: openstack/cinder cinder/backup/driver.py (_restore_vol_encryption_meta).
 */
export function encryptionFlaw(
  { encryption_key_id: key }: Pick<Backup, 'encryption_key_id'>,
  { typeId }: VolumeTexts,
  volume: { readonly volume_type_id: string },
): string | undefined {
  if (key === null || typeId === volume.volume_type_id) return undefined
  return (
    `The source volume type '${typeId}' is different than the destination volume type ` +
    `'${volume.volume_type_id}'.`
  )
}

/** How a volume is called that is made for a backup and gets its name from it. */
export const RESTORED_NAME = 'restore_backup_'

/**
 * Name and description of a restored volume: those of the volume that was backed up, where it had a
 * name and the restored one has none of its own.
 * Source: openstack/cinder cinder/backup/driver.py (_restore_vol_base_meta).
 */
export function restoredTexts(
  volume: Pick<VolumeTexts, 'name'>,
  kept: VolumeTexts,
): Partial<Pick<VolumeTexts, 'name' | 'description'>> {
  const { name, description } = kept
  const hasOwnName =
    volume.name !== null && volume.name !== '' && !volume.name.startsWith(RESTORED_NAME)
  return name === null || name === '' || hasOwnName ? {} : { name, description }
}

const SOURCE_KEY = 'src_backup_id'

/**
 * Metadata of a restored volume: that of the volume that was backed up, if it had any, and which
 * backup it is from, unless it is the very volume.
 * Source: openstack/cinder cinder/backup/manager.py (restore_backup).
 */
export function restoredMetadata(
  volume: { readonly id: string; readonly metadata: Readonly<Record<string, string>> },
  backup: { readonly id: string; readonly volumeId: string },
  kept: VolumeTexts,
): Readonly<Record<string, string>> {
  const metadata = Object.keys(kept.metadata).length > 0 ? kept.metadata : volume.metadata
  const before = metadata[SOURCE_KEY]
  const isOfOther = backup.volumeId !== volume.id || (before !== undefined && before !== backup.id)
  return isOfOther ? { ...metadata, [SOURCE_KEY]: backup.id } : metadata
}

/**
 * The backup that an incremental one builds on: the latest that is available and older than the
 * snapshot; where all are younger than that, any that is available.
 * @param candidates oldest first
 * Source: openstack/cinder cinder/backup/api.py (create).
 */
export function parentAmong<B extends Pick<Backup, 'status' | 'data_timestamp'>>(
  candidates: readonly B[],
  snapshotAt: string | undefined,
): B | undefined {
  const available = candidates.filter(({ status }) => status === 'available')
  const older = available.filter(
    ({ data_timestamp: at }) => snapshotAt === undefined || (at !== null && at < snapshotAt),
  )
  return older.at(-1) ?? available[0]
}
