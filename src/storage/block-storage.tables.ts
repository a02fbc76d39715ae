/** The tables of block storage. Booleans are 0 and 1, times ISO text, sizes GiB. */
export interface BlockStorageTables {
  volumes: VolumesTable
  volume_metadata: VolumeMetadataTable
}

/** A row goes when its volume is gone: nothing is kept of deleted volumes. */
export interface VolumesTable {
  id: string
  project_id: string
  user_id: string
  name: string | null
  description: string | null
  size: number
  status: string
  /** What an extended volume goes back to: `available` or `in-use`. */
  previous_status: string | null
  attach_status: string
  migration_status: string | null
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
}

export interface VolumeMetadataTable {
  volume_id: string
  key: string
  value: string
  /** Orders the keys of one volume as they were added. */
  position: number
  /** Those of the volume, repeated so that one index finds, orders and pages by a key's value. */
  project_id: string
  created_at: string
}
