import type { Generated } from 'kysely'
import type { PowerState, TaskState, VmState } from '../servers/server-states.ts'

/** The tables of servers. Booleans are 0 and 1, times ISO text, memory MiB, disks GiB. */
export interface ServerTables {
  servers: ServersTable
  server_tags: { server_id: string; tag: string }
  server_ports: ServerPortsTable
  server_block_devices: ServerBlockDevicesTable
  instance_actions: InstanceActionsTable
  instance_action_events: InstanceActionEventsTable
}

/** A row stays when its server is deleted: lists of changes, of deleted servers and usage need it. */
export interface ServersTable {
  /** Counts up. Instance names and orders are made of it. */
  serial: Generated<number>
  id: string
  project_id: string
  user_id: string
  name: string
  description: string | null
  hostname: string
  vm_state: VmState
  task_state: TaskState | null
  power_state: PowerState
  progress: number
  /** Null until the scheduler has found one, and once the server is offloaded. */
  host: string | null
  node: string | null
  /** That of its host, and until there is one what was asked for. */
  availability_zone: string | null
  /** Null where it boots from a volume and no image was named. */
  image_id: string | null
  /** JSON: what the image said when the server was made. */
  image_properties: string
  /** By its `flavorid`; the flavor may be gone. */
  flavor_id: string
  /** JSON `ServerFlavor`: the flavor as it was when it was chosen. */
  flavor: string
  /** Those of the flavor, to be summed up. */
  vcpus: number
  memory_mb: number
  root_gb: number
  ephemeral_gb: number
  /** JSON. */
  metadata: string
  key_name: string | null
  key_data: string | null
  /** As it was sent, Base64. */
  user_data: string | null
  config_drive: number
  access_ip_v4: string | null
  access_ip_v6: string | null
  disk_config: 'AUTO' | 'MANUAL'
  root_device_name: string | null
  reservation_id: string
  /** The number among those that were made by the same request, from 0. */
  launch_index: number
  locked_by: 'owner' | 'admin' | null
  locked_reason: string | null
  /** JSON array; null where none was asked for. */
  trusted_image_certificates: string | null
  server_group_id: string | null
  /** JSON `ServerRequest`: what it was asked for, for whoever schedules it (again). */
  request: string
  /** What the guest has reported; empty until then. */
  admin_password: string
  /** JSON `ServerFault`: the last one. */
  fault: string | null
  /** 1 where its root disk is a volume. */
  is_volume_backed: number
  created_at: string
  /** The last change of anything that a client sees. */
  updated_at: string
  launched_at: string | null
  terminated_at: string | null
  /** Null while it is there, and nobody has deleted it softly. */
  deleted_at: string | null
  /** 1 once it is deleted: what indexes and filters go by. */
  deleted: number
}

/** Ports of a server as it got them; what they are is Network's. */
export interface ServerPortsTable {
  /** Orders them. */
  id: Generated<number>
  server_id: string
  port_id: string
  /** 1 where it goes with the server. */
  is_made: number
  tag: string | null
}

/** Disks of a server. Source: openstack/nova nova/db/main/models.py (BlockDeviceMapping). */
export interface ServerBlockDevicesTable {
  /** Orders them as they were asked for. */
  id: Generated<number>
  uuid: string
  server_id: string
  source_type: 'image' | 'volume' | 'snapshot' | 'blank'
  destination_type: 'local' | 'volume'
  image_id: string | null
  snapshot_id: string | null
  /** Null until the volume is made. */
  volume_id: string | null
  volume_size: number | null
  volume_type: string | null
  /** Negative or null where nothing boots from it. */
  boot_index: number | null
  device_name: string | null
  device_type: string | null
  disk_bus: string | null
  guest_format: string | null
  delete_on_termination: number
  /** Of Block Storage; null until there is one. */
  attachment_id: string | null
  tag: string | null
  created_at: string
}

/** What was done to a server. Source: nova/db/main/models.py (InstanceAction). */
export interface InstanceActionsTable {
  id: Generated<number>
  server_id: string
  action: string
  request_id: string
  user_id: string
  project_id: string
  /** `Error` where one of its events failed. */
  message: string | null
  start_time: string
  updated_at: string | null
}

/** The parts of it that hosts do. */
export interface InstanceActionEventsTable {
  id: Generated<number>
  action_id: number
  event: string
  start_time: string
  finish_time: string | null
  /** Null while it is under way. */
  result: 'Success' | 'Error' | null
  host: string | null
  traceback: string | null
  /** Since 2.84: what went wrong, in words. */
  details: string | null
}

declare module '../../storage/tables.ts' {
  interface Tables extends ServerTables {}
}
