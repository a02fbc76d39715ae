/** The states of backups. Source: openstack/cinder cinder/objects/fields.py (BackupStatus). */
export const BACKUP_STATUSES = [
  'error',
  'error_deleting',
  'creating',
  'available',
  'deleting',
  'restoring',
] as const

export type BackupStatus = (typeof BACKUP_STATUSES)[number]

/** What an administrator may write, in the order of the message that lists it. */
export const WRITABLE_STATUSES = ['available', 'error'] as const satisfies readonly BackupStatus[]
