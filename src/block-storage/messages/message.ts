/**
 * What users are told about work that failed after the answer: what was done, and what went wrong.
 * Source: openstack/cinder cinder/message/message_field.py, cinder/message/api.py, cinder/db/api.py
 * (message_get, message_get_all).
 */
import type { Selectable } from 'kysely'
import { isoTime } from '../../kernel/clock.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'
import { columns, constant, text } from '../../kernel/lists/conditions.ts'
import type { MessagesTable } from '../storage/operator-tables.ts'

export type Message = Selectable<MessagesTable>

/** What was being done: number and words. */
export const ACTIONS = {
  scheduleVolume: ['001', 'schedule allocate volume'],
  attachVolume: ['002', 'attach volume'],
  copyVolumeToImage: ['003', 'copy volume to image'],
  updateAttachment: ['004', 'update attachment'],
  copyImageToVolume: ['005', 'copy image to volume'],
  unmanageVolume: ['006', 'unmanage volume'],
  extendVolume: ['007', 'extend volume'],
  createVolume: ['008', 'create volume from backend storage'],
  createSnapshot: ['009', 'create snapshot'],
  deleteSnapshot: ['010', 'delete snapshot'],
  updateSnapshot: ['011', 'update snapshot'],
  updateSnapshotMetadata: ['012', 'update snapshot metadata'],
  createBackup: ['013', 'create backup'],
  deleteBackup: ['014', 'delete backup'],
  restoreBackup: ['015', 'restore backup'],
  reimageVolume: ['016', 'reimage volume'],
} as const

/** What went wrong: number and words. */
export const DETAILS = {
  unknownError: ['001', 'An unknown error occurred.'],
  driverNotInitialised: ['002', 'Driver is not initialized at present.'],
  noBackendAvailable: ['003', 'Could not find any available weighted backend.'],
  uploadFailed: ['004', 'Failed to upload volume to image at backend.'],
  attachModeInvalid: ['005', "Volume's attach mode is invalid."],
  quotaExceeded: ['006', 'Not enough quota resource for operation.'],
  imageTooLarge: ['007', 'Image used for creating volume exceeds available space.'],
  encryptedUnmanaged: ['008', 'Unmanaging encrypted volumes is not supported.'],
  computeExtendFailed: ['009', 'Compute service failed to extend volume.'],
  driverExtendFailed: ['010', 'Volume Driver failed to extend volume.'],
  signatureFailed: ['011', 'Image signature verification failed.'],
  driverCreateFailed: ['012', 'Driver failed to create the volume.'],
  snapshotCreateFailed: ['013', 'Snapshot failed to create.'],
  snapshotMetadataFailed: ['014', 'Volume snapshot update metadata failed.'],
  snapshotBusy: ['015', 'Snapshot is busy.'],
  snapshotDeleteFailed: ['016', 'Snapshot failed to delete.'],
  backupStatusInvalid: ['017', 'Backup status is invalid.'],
  backupServiceDown: ['018', 'Backup service is down.'],
  backupDeviceFailed: ['019', 'Failed to get backup device from the volume service.'],
  backupCreateFailed: ['020', 'Backup driver failed to create backup.'],
  attachFailed: ['021', 'Failed to attach volume.'],
  detachFailed: ['022', 'Failed to detach volume.'],
  cleanupFailed: ['023', 'Cleanup of temporary volume/snapshot failed.'],
  backupNotScheduled: ['024', 'Backup failed to schedule. Service not found for creating backup.'],
  backupDeleteFailed: ['025', 'Backup driver failed to delete backup.'],
  backupRestoreFailed: ['026', 'Backup driver failed to restore backup.'],
  volumeStatusInvalid: ['027', 'Volume status is invalid.'],
  computeReimageFailed: ['028', 'Compute service failed to reimage volume.'],
  imageFormatUnacceptable: [
    '029',
    'The image disk format must be the same as the volume format for the volume type you are ' +
      'requesting.',
  ],
  fullBackupForced: ['030', 'Incremental backup not possible, forcing full backup.'],
} as const

export type MessageLevel = 'ERROR' | 'WARNING' | 'INFO'

/** What somebody is to be told. */
export interface NewMessage {
  readonly projectId: string
  /** Of the request that began the work. */
  readonly requestId: string | null
  readonly resourceType: 'VOLUME' | 'VOLUME_SNAPSHOT' | 'VOLUME_BACKUP'
  readonly resourceId: string
  readonly action: keyof typeof ACTIONS
  readonly detail: keyof typeof DETAILS
  /** `ERROR` unless told. */
  readonly level?: MessageLevel
}

/** `message_ttl`, in milliseconds. */
const LIFETIME = 30 * 86_400_000

/** @param now milliseconds since the epoch */
export function messageRow(message: NewMessage, id: string, now: number): Omit<Message, 'serial'> {
  const { resourceType, action, detail } = message
  const [[actionId], [detailId]] = [ACTIONS[action], DETAILS[detail]]
  return {
    id,
    project_id: message.projectId,
    request_id: message.requestId,
    resource_type: resourceType,
    resource_uuid: message.resourceId,
    action_id: actionId,
    detail_id: detailId,
    event_id: `VOLUME_${resourceType}_${actionId}_${detailId}`,
    message_level: message.level ?? 'ERROR',
    created_at: isoTime(now),
    expires_at: isoTime(now + LIFETIME),
  }
}

const WORDS = {
  actions: new Map<string, string>(Object.values(ACTIONS)),
  details: new Map<string, string>(Object.values(DETAILS)),
}

export function userMessage({ action_id, detail_id }: Message): string {
  const action = WORDS.actions.get(action_id) ?? 'unknown action'
  return `${action}:${WORDS.details.get(detail_id) ?? DETAILS.unknownError[1]}`
}

export function messageNotFound(id: string): Fault {
  return notFound(`Message ${id} could not be found.`)
}

/** What lists of messages can be filtered and sorted by. */
export const MESSAGE_COLUMNS = columns({
  id: text(),
  project_id: text(),
  event_id: text(),
  request_id: text({ nullable: true }),
  resource_type: text(),
  resource_uuid: text({ nullable: true, selective: true }),
  message_level: text(),
  action_id: text(),
  detail_id: text(),
  created_at: text(),
  updated_at: constant(null),
  expires_at: text(),
})
