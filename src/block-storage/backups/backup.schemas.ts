/**
 * Bodies of requests about backups, keywords in upstream's order, which decides what is reported
 * first. Source: openstack/cinder cinder/api/schemas/{backups,admin_actions}.py.
 */
import { Type as T } from 'typebox'
import { defineFormat } from '../../kernel/formats.ts'
import { since, type Shape } from '../../kernel/operation.ts'
import { repr } from '../../kernel/python.ts'
import { closed } from '../../kernel/view.ts'
import { METADATA } from '../metadata/metadata.ts'
import { BOOLEAN, DESCRIPTION, NULLABLE_STRING } from '../parameters.ts'
import { WRITABLE_STATUSES } from './backup-status.ts'

const OPTIONAL_UUID = T.Unsafe<string | null>({
  oneOf: [T.String({ format: 'uuid' }), T.Null()],
})

/** What a client may say of a backup to be made, at any version. */
export interface NewBackup {
  readonly volume_id: string
  readonly container?: string | null
  readonly description?: string | null
  readonly incremental?: boolean | string
  readonly force?: boolean | string
  readonly name?: string | null
  readonly snapshot_id?: string | null
  readonly metadata?: Record<string, string> | null
  readonly availability_zone?: string | null
}

const CREATE_PROPERTIES = {
  volume_id: T.String({ format: 'uuid' }),
  container: T.Optional(NULLABLE_STRING),
  description: T.Optional(DESCRIPTION),
  incremental: T.Optional(BOOLEAN),
  force: T.Optional(BOOLEAN),
  name: T.Optional(NULLABLE_STRING),
  snapshot_id: T.Optional(OPTIONAL_UUID),
}

const WITH_METADATA = {
  ...CREATE_PROPERTIES,
  metadata: T.Optional(
    T.Unsafe<Record<string, string> | null>({ ...METADATA, type: ['object', 'null'] }),
  ),
}

export const CREATE_BODY: Shape<{ backup: NewBackup }> = since({
  '3.0': closed({ backup: closed(CREATE_PROPERTIES) }),
  '3.43': closed({ backup: closed(WITH_METADATA) }),
  '3.51': closed({
    backup: closed({ ...WITH_METADATA, availability_zone: T.Optional(NULLABLE_STRING) }),
  }),
})

interface BackupChange {
  readonly name?: string | null
  readonly description?: string | null
  readonly metadata?: Record<string, string>
}

const UPDATE_PROPERTIES = {
  name: T.Optional(NULLABLE_STRING),
  description: T.Optional(DESCRIPTION),
}

/** Upstream's schema lets `null` pass, and the handler fails on it. */
export const UPDATE_BODY: Shape<{ backup: BackupChange }> = since({
  '3.9': closed({ backup: closed(UPDATE_PROPERTIES) }),
  '3.43': closed({ backup: closed({ ...UPDATE_PROPERTIES, metadata: T.Optional(METADATA) }) }),
})

/** Here too upstream's schema lets `null` pass. */
export const RESTORE_BODY = closed({
  restore: closed({
    name: T.Optional(NULLABLE_STRING),
    volume_id: T.Optional(OPTIONAL_UUID),
  }),
})

export const IMPORT_BODY = closed({
  'backup-record': closed({
    backup_service: T.String({ minLength: 0, maxLength: 255 }),
    backup_url: T.String({ minLength: 1, format: 'base64' }),
  }),
})

defineFormat('backup_status', (value) => {
  if (typeof value !== 'string') return true
  if (WRITABLE_STATUSES.some((status) => status === value.toLowerCase())) return true
  return `Backup status: ${value} is invalid, valid statuses are: ${repr(WRITABLE_STATUSES)}.`
})

export const RESET_STATUS_BODY = closed({
  'os-reset_status': closed({ status: T.String({ format: 'backup_status' }) }),
})
