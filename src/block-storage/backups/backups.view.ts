import { Type as T } from 'typebox'
import { closed, field, LINK, nullable, View, type Field } from '../../kernel/view.ts'
import { itemLinks } from '../../kernel/item-links.ts'
import { writtenItemLinks } from '../links.ts'
import type { Backup, BackupName } from './backup.ts'
import { PROJECT_ATTRIBUTE } from './backups.policies.ts'

const TEXT = T.String()
const TEXT_OR_NULL = nullable(T.String())

/** Stored times have milliseconds and a zone; shown ones microseconds and none. */
function time(stored: string | null): string | null {
  return stored === null ? null : `${stored.slice(0, -1)}000`
}

const LINKS = field<BackupName>(T.Array(LINK), (b, ctx) => itemLinks(ctx, 'backups', b.id), {
  written: (b, ctx) => writtenItemLinks(ctx, 'backups', b.id),
})

/** As the short list, create and update answer. */
export const backupNameView = new View<BackupName>({
  id: field(TEXT, (b) => b.id),
  name: field(TEXT_OR_NULL, (b) => b.name),
  links: LINKS,
})

/**
 * Field order is that on the wire. Source: openstack/cinder cinder/api/v3/backups.py,
 * cinder/api/views/backups.py, cinder/api/v3/views/backups.py.
 */
const FIELDS: Record<string, Field<Backup>> = {
  id: field(TEXT, (b) => b.id),
  status: field(TEXT, (b) => b.status),
  size: field(T.Integer(), (b) => b.size),
  object_count: field(T.Integer(), (b) => b.object_count),
  availability_zone: field(TEXT_OR_NULL, (b) => b.availability_zone),
  container: field(TEXT_OR_NULL, (b) => b.container),
  created_at: field(TEXT, (b) => time(b.created_at)),
  updated_at: field(TEXT_OR_NULL, (b) => time(b.updated_at)),
  name: field(TEXT_OR_NULL, (b) => b.name),
  description: field(TEXT_OR_NULL, (b) => b.description),
  fail_reason: field(TEXT_OR_NULL, (b) => b.fail_reason),
  volume_id: field(TEXT, (b) => b.volume_id),
  links: LINKS,
  is_incremental: field(T.Boolean(), (b) => b.parent_id !== null),
  has_dependent_backups: field(T.Boolean(), (b) => b.num_dependent_backups > 0),
  snapshot_id: field(TEXT_OR_NULL, (b) => b.snapshot_id),
  data_timestamp: field(TEXT_OR_NULL, (b) => time(b.data_timestamp)),
  metadata: field(T.Record(T.String(), T.String()), (b) => JSON.parse(b.metadata), {
    from: '3.43',
  }),
  encryption_key_id: field(T.Optional(T.String()), (b) => b.encryption_key_id ?? undefined, {
    from: '3.64',
  }),
  'os-backup-project-attr:project_id': field(TEXT, (b) => b.project_id, {
    from: '3.18',
    rule: PROJECT_ATTRIBUTE,
  }),
  user_id: field(TEXT, (b) => b.user_id, { from: '3.56', rule: PROJECT_ATTRIBUTE }),
}

/** As show and detail answer. */
export const backupView = new View<Backup>(FIELDS)

export const RESTORE_ANSWER = closed({
  restore: closed({ backup_id: TEXT, volume_id: TEXT, volume_name: TEXT_OR_NULL }),
})

export const RECORD_ANSWER = closed({
  'backup-record': closed({ backup_service: TEXT_OR_NULL, backup_url: TEXT }),
})
