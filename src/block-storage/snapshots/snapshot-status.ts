/**
 * The states of snapshots, as they are stored and as an administrator may write them, in the order
 * of the message that lists them. Source: openstack/cinder cinder/objects/fields.py (SnapshotStatus).
 */
export const SNAPSHOT_STATUSES = [
  'error',
  'available',
  'creating',
  'deleting',
  'deleted',
  'updating',
  'error_deleting',
  'unmanaging',
  'backing-up',
  'restoring',
] as const

export type SnapshotStatus = (typeof SNAPSHOT_STATUSES)[number]
