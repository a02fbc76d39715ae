import type { Generated } from 'kysely'

/** The tables of what operators do, and of what users are told. Forms as in `tables.ts`. */
export interface OperatorTables {
  volume_services: VolumeServicesTable
  volume_service_log_levels: { binary: string; host: string; logger: string; level: string }
  messages: MessagesTable
  unmanaged_volumes: UnmanagedVolumesTable
  unmanaged_snapshots: UnmanagedSnapshotsTable
}

/** What an operator changed of a service that the configuration lists. */
export interface VolumeServicesTable {
  /** `cinder-volume` or `cinder-scheduler`. */
  binary: string
  host: string
  disabled: number
  disabled_reason: string | null
  /** Are its volumes to stay as they are? */
  frozen: Generated<number>
  updated_at: string
}

/** What users are told about work that failed. A row goes when its message is deleted or expired. */
export interface MessagesTable {
  serial: Generated<number>
  id: string
  project_id: string
  request_id: string | null
  resource_type: string
  resource_uuid: string | null
  /** Numbers of what was done and of what went wrong, as `message.ts` lists them. */
  action_id: string
  detail_id: string
  event_id: string
  message_level: string
  created_at: string
  /** It is kept until then at least. */
  expires_at: string
}

/** What simulated backends hold beside the volumes. */
export interface UnmanagedVolumesTable {
  /** `host@backend#pool`. */
  pool: string
  /** What the backend calls it. */
  name: string
  /** GiB. */
  size: number
}

/** What a backend keeps of a volume and is no snapshot. */
export interface UnmanagedSnapshotsTable {
  volume_id: string
  /** What the backend calls it. */
  name: string
  /** GiB. */
  size: number
}
