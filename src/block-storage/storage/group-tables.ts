import type { GroupSnapshotStatus, GroupStatus, ReplicationStatus } from '../groups/group-status.ts'

/** The tables of groups and their relatives, and of transfers, as those in `tables.ts`. */
export interface GroupTables {
  volume_transfers: VolumeTransfersTable
  group_types: GroupTypesTable
  group_type_specs: { group_type_id: string; key: string; value: string | null }
  volume_groups: VolumeGroupsTable
  /** The types that volumes of a group may have. */
  volume_group_types: { group_id: string; volume_type_id: string }
  group_snapshots: GroupSnapshotsTable
}

/** A volume on offer. The row goes when it is taken, or the offer is taken back. */
export interface VolumeTransfersTable {
  id: string
  volume_id: string
  /** Of the volume, whose project cannot change as long as it is on offer. */
  source_project_id: string
  name: string | null
  salt: string
  key_hash: string
  no_snapshots: number
  created_at: string
}

export interface GroupTypesTable {
  id: string
  name: string
  description: string | null
  is_public: number
  created_at: string
  updated_at: string | null
}

/** A row goes when its group is gone. Volumes name their group. */
export interface VolumeGroupsTable {
  id: string
  project_id: string
  user_id: string
  name: string | null
  description: string | null
  status: GroupStatus
  availability_zone: string | null
  /** A pool of the backend that its volumes lie on; null where there is none for all its types. */
  host: string | null
  group_type_id: string
  /** What it was made from; either may be gone. */
  group_snapshot_id: string | null
  source_group_id: string | null
  replication_status: ReplicationStatus | null
  created_at: string
  updated_at: string | null
}

export interface GroupSnapshotsTable {
  id: string
  group_id: string
  group_type_id: string
  project_id: string
  user_id: string
  name: string | null
  description: string | null
  status: GroupSnapshotStatus
  created_at: string
  updated_at: string | null
}
