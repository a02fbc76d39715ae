/** What Compute knows of volumes and snapshots. */
import type { Snapshot } from '../snapshots/snapshot.ts'
import { shownStatus, type Volume } from '../volumes/volume.ts'
import type { VolumeStatus } from '../volumes/volume-status.ts'

/** Sizes in GiB. */
export interface VolumeOfServers {
  readonly id: string
  readonly status: VolumeStatus
  readonly size: number
  readonly isBootable: boolean
  /** May several servers use it at once? */
  readonly isShared: boolean
  readonly isEncrypted: boolean
  readonly zone: string | null
  /** Null where it is not on its way elsewhere and was not lately. */
  readonly migrationStatus: string | null
  /** What it took over from its image. */
  readonly imageMetadata: Readonly<Record<string, string>>
  /** Of servers and whatever else uses it now. */
  readonly users: readonly string[]
}

export interface SnapshotOfServers {
  readonly id: string
  readonly volumeId: string
  readonly size: number
}

/** A volume that is made for a server. */
export interface VolumeForServer {
  readonly name: string
  /** GiB. */
  readonly size: number
  /** Name or id; what Block Storage takes by itself where it is null. */
  readonly type: string | null
  readonly snapshotId?: string | null
  readonly imageId?: string | null
}

export function ofServers(volume: Volume): VolumeOfServers {
  return {
    id: volume.id,
    status: shownStatus(volume.status),
    size: volume.size,
    isBootable: volume.bootable === 1,
    isShared: volume.multiattach === 1,
    isEncrypted: volume.encryption_key_id !== null,
    zone: volume.availability_zone,
    migrationStatus: volume.migration_status,
    imageMetadata: volume.imageMetadata ?? {},
    users: volume.attachments.flatMap(({ instanceUuid }) => instanceUuid ?? []),
  }
}

export function snapshotOfServers({ id, volume_id, size }: Snapshot): SnapshotOfServers {
  return { id, volumeId: volume_id, size }
}
