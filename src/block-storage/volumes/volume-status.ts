/**
 * The states of volumes, as they are stored.
 * Source: openstack/cinder cinder/objects/fields.py, cinder/api/schemas/admin_actions.py.
 */

/** Every state of a volume. */
export const VOLUME_STATUSES = [
  'creating',
  'available',
  'deleting',
  'error',
  'error_deleting',
  'error_managing',
  'error_managing_deleting',
  'managing',
  'attaching',
  'in-use',
  'detaching',
  'maintenance',
  'restoring-backup',
  'error_restoring',
  'reserved',
  'awaiting-transfer',
  'backing-up',
  'error_backing-up',
  'error_extending',
  'downloading',
  'uploading',
  'retyping',
  'extending',
  'reverting',
] as const

/** `unmanaging` is on the way out, and nobody may write it. */
export type VolumeStatus = (typeof VOLUME_STATUSES)[number] | 'unmanaging'

/** What an administrator may write. */
export const ATTACH_STATUSES = ['attached', 'detached'] as const
export type ResetAttachStatus = (typeof ATTACH_STATUSES)[number]

/** That of the attachment that has come farthest. */
export type AttachStatus = ResetAttachStatus | 'attaching' | 'reserved'

/** What an administrator may write; `none` is stored as null. */
export const MIGRATION_STATUSES = [
  'migrating',
  'error',
  'success',
  'completing',
  'none',
  'starting',
] as const
export type MigrationStatus = Exclude<(typeof MIGRATION_STATUSES)[number], 'none'> | 'deleting'
