/** The states of groups and of their snapshots. Source: openstack/cinder cinder/objects/fields.py. */

export const GROUP_STATUSES = [
  'error',
  'available',
  'creating',
  'deleting',
  'deleted',
  'updating',
  'in-use',
  'error_deleting',
] as const
export type GroupStatus = (typeof GROUP_STATUSES)[number]

export const GROUP_SNAPSHOT_STATUSES = [
  'error',
  'available',
  'creating',
  'deleting',
  'deleted',
  'updating',
  'error_deleting',
] as const
export type GroupSnapshotStatus = (typeof GROUP_SNAPSHOT_STATUSES)[number]

export type ReplicationStatus =
  | 'disabled'
  | 'enabled'
  | 'error'
  | 'enabling'
  | 'disabling'
  | 'failing-over'
  | 'failed-over'
