import type { Generated } from 'kysely'
import type { GroupTables } from './group-tables.ts'
import type { AttachmentStatus, AttachMode } from '../attachments/attachment-status.ts'
import type { BackupStatus } from '../backups/backup-status.ts'
import type { SnapshotStatus } from '../snapshots/snapshot-status.ts'
import type { AttachStatus, MigrationStatus, VolumeStatus } from '../volumes/volume-status.ts'
import type { OperatorTables } from './operator-tables.ts'

/** The tables of block storage. Booleans are 0 and 1, times ISO text, sizes GiB. */
export interface BlockStorageTables extends OperatorTables, GroupTables {
  backups: BackupsTable
  volumes: VolumesTable
  volume_metadata: VolumeMetadataTable
  volume_image_metadata: VolumeImageMetadataTable
  snapshot_image_metadata: SnapshotImageMetadataTable
  volume_attachments: VolumeAttachmentsTable
  volume_pools: VolumePoolsTable
  snapshots: SnapshotsTable
  snapshot_metadata: SnapshotMetadataTable
  volume_types: VolumeTypesTable
  volume_type_extra_specs: { volume_type_id: string; key: string; value: string | null }
  /** Projects that may use a type that is not public. */
  volume_type_projects: { volume_type_id: string; project_id: string }
  /** The type of a project's volumes that name none, where it is not everybody's. */
  default_volume_types: { project_id: string; volume_type_id: string }
  qos_specs: QosSpecsTable
  qos_spec_items: { qos_specs_id: string; key: string; value: string | null }
  volume_type_encryption: VolumeTypeEncryptionTable
  volume_keys: VolumeKeysTable
  quotas: { project_id: string; resource: string; volume_type_id: string; hard_limit: number }
  quota_classes: {
    class_name: string
    resource: string
    volume_type_id: string
    hard_limit: number
  }
  quota_usages: { project_id: string; resource: string; volume_type_id: string; in_use: number }
}

/** A row goes when its volume is gone: nothing is kept of deleted volumes. */
export interface VolumesTable {
  /** Counts up. Other tables refer to it; clients never see it. */
  serial: Generated<number>
  id: string
  project_id: string
  user_id: string
  name: string | null
  description: string | null
  size: number
  status: VolumeStatus
  /** What an extended volume goes back to: `available` or `in-use`. */
  previous_status: VolumeStatus | null
  attach_status: AttachStatus
  migration_status: MigrationStatus | null
  availability_zone: string | null
  /** The pool it lies in, `host@backend#pool`; null until one is chosen. */
  host: string | null
  cluster_name: string | null
  service_uuid: string | null
  /** Null where the backend does not need the connections to it serialised. */
  shared_targets: number | null
  volume_type_id: string
  snapshot_id: string | null
  source_volid: string | null
  consistencygroup_id: string | null
  group_id: string | null
  bootable: number
  multiattach: number
  encryption_key_id: string | null
  replication_status: string | null
  /** What the backend calls it. */
  provider_id: string | null
  /** Does it count against the project's quotas? */
  use_quota: number
  created_at: string
  updated_at: string | null
  launched_at: string | null
  /** Null where nobody has said it yet. */
  readonly: number | null
  /** How the last `os-attach` uses it. */
  attached_mode: AttachMode | null
}

/** What holds a volume, or is about to. A row goes when it is detached. */
export interface VolumeAttachmentsTable {
  /** Counts up in the order in which they were made. */
  serial: Generated<number>
  id: string
  volume_id: string
  /** The server, or whatever else calls itself so. */
  instance_uuid: string | null
  attached_host: string | null
  mountpoint: string | null
  attach_status: AttachmentStatus
  /** The text `null` means that whoever connects says it; null, that nobody did. */
  attach_mode: AttachMode | 'null' | null
  attach_time: string | null
  /** JSON; null where nothing was connected. */
  connection_info: string | null
  /** JSON: what the connecting host said of itself. */
  connector: string | null
  created_at: string
  updated_at: string | null
}

/** What a volume took over from the image it was made from. */
export interface VolumeImageMetadataTable {
  volume_serial: number
  key: string
  value: string
  /** Orders the keys of one volume as they were added. */
  position: number
}

/** The same, as it was when a snapshot of the volume was made. */
export interface SnapshotImageMetadataTable {
  snapshot_serial: number
  key: string
  value: string
  position: number
}

/** Items of metadata, whose owner is a column more. */
export interface MetadataTable {
  key: string
  value: string
  /** Orders the keys of one owner as they were added. */
  position: number
  /** Those of the owner, repeated so that one index finds, orders and pages by a key's value. */
  project_id: string
  created_at: string
}

export interface VolumeMetadataTable extends MetadataTable {
  volume_serial: number
}

export interface SnapshotMetadataTable extends MetadataTable {
  snapshot_serial: number
}

/** A row goes when its snapshot is gone, and only then can its volume go. */
export interface SnapshotsTable {
  /** Counts up, as that of volumes. */
  serial: Generated<number>
  id: string
  /** Of whoever made it, which need not be the project of the volume. */
  project_id: string
  user_id: string
  volume_id: string
  /** The type that the volume has: quotas are counted for it. */
  volume_type_id: string
  /** What the volume had when the snapshot was made. */
  size: number
  name: string | null
  description: string | null
  status: SnapshotStatus
  /** As the backend tells it, `30%`. */
  progress: string | null
  cgsnapshot_id: string | null
  group_snapshot_id: string | null
  encryption_key_id: string | null
  /** What the backend calls it. */
  provider_id: string | null
  /** Does it count against the project's quotas? */
  use_quota: number
  created_at: string
  updated_at: string | null
}

/** A row goes when its backup is gone. The volume may be gone long before. */
export interface BackupsTable {
  /** Counts up: the order in which backups were made. */
  serial: Generated<number>
  id: string
  project_id: string
  user_id: string
  name: string | null
  description: string | null
  volume_id: string
  snapshot_id: string | null
  /** The backup that this one has only the changes since. */
  parent_id: string | null
  status: BackupStatus
  fail_reason: string | null
  size: number
  /** Of how many objects it consists; 0 until it is made. */
  object_count: number
  /** How many backups that are made have this one for their parent. */
  num_dependent_backups: number
  /** The one asked for, and once it is made the one it lies in. */
  availability_zone: string | null
  /** Of the service that made it. */
  host: string | null
  container: string | null
  /** The driver that made it, and how that finds it again. */
  service: string | null
  service_metadata: string | null
  encryption_key_id: string | null
  restore_volume_id: string | null
  /** When its content was that of the volume: when it was made, or the snapshot that it is of. */
  data_timestamp: string | null
  /** JSON: keys and values that clients gave it. */
  metadata: string
  /** JSON: name, description and metadata of the volume when it was backed up. */
  volume_texts: string
  created_at: string
  updated_at: string | null
}

/** How full the pools are that have volumes. */
export interface VolumePoolsTable {
  /** `host@backend#pool`. */
  name: string
  allocated_gib: number
}

export interface VolumeTypesTable {
  id: string
  name: string
  description: string | null
  is_public: number
  /** 1 for the type of volumes that name none; one row has it. */
  is_default: Generated<number>
  /** What its volumes may do a second, or null for whatever they like. */
  qos_specs_id: string | null
  created_at: string
  updated_at: string | null
}

/** How fast volumes may be, for the types that refer to it. */
export interface QosSpecsTable {
  id: string
  name: string
  /** Who enforces it: `front-end` (the hypervisor), `back-end` (the storage) or `both`. */
  consumer: string
  created_at: string
  updated_at: string | null
}

/** How volumes of a type are encrypted; types without a row have volumes in the clear. */
export interface VolumeTypeEncryptionTable {
  volume_type_id: string
  encryption_id: string
  provider: string
  control_location: string
  cipher: string | null
  /** In bits. */
  key_size: number | null
  created_at: string
  updated_at: string | null
}

/** Keys of encrypted volumes; `volumes.encryption_key_id` names one. */
export interface VolumeKeysTable {
  id: string
  project_id: string
  algorithm: string
  bits: number
  sealed: string
  created_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables extends BlockStorageTables {}
}
