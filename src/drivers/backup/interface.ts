import type { VolumePlace } from '../volume/interface.ts'

/**
 * What block storage asks of the thing that keeps backups. As with volumes, every call may come again
 * for the same backup, after a crash for instance, and must then succeed as if it were the first.
 */
export interface BackupDriver {
  /** Its name in records: a backup is restored by a driver of the same name. */
  readonly service: string
  /** Copies what a volume or a snapshot of it holds. */
  backup(backup: BackupPlace, source: BackupSource): Promise<CreatedBackup>
  /** Overwrites a volume, which may be larger, with what a backup holds. */
  restore(backup: BackupPlace, volume: VolumePlace): Promise<void>
  /** Removes a backup; one that is not there is removed already. */
  delete(backup: BackupPlace): Promise<void>
}

export interface BackupPlace {
  readonly id: string
  readonly sizeGib: number
  /** Where clients want it to lie; the driver's choice where they do not say. */
  readonly container: string | null
  /** How the driver finds it again; null until it is made. */
  readonly serviceMetadata: string | null
}

export interface BackupSource {
  readonly volume: VolumePlace
  readonly snapshotId: string | null
  /** The backup that only the changes are copied since; null for a whole copy. */
  readonly parent: BackupPlace | null
}

export interface CreatedBackup {
  readonly container: string
  /** How the driver finds it again. */
  readonly serviceMetadata: string
  /** How many objects it consists of. */
  readonly objectCount: number
}
