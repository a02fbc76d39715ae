import { sql, type Insertable, type RawBuilder, type Updateable } from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { statement } from '../../storage/statement.ts'
import type { Viewer } from '../volume-types/volume-types.ts'
import type { VolumeAttachmentsTable } from '../storage/tables.ts'
import { ATTACHMENT_COLUMNS } from './list.ts'
import type { Attached, Attachment, OwnedAttachment } from './attachment.ts'

const ofVolume = statement((db, p: { volumeId: string }) =>
  db
    .selectFrom('volume_attachments')
    .selectAll()
    .where('volume_id', '=', p.volumeId)
    .orderBy('serial'),
)

/** In the order in which they were made. Whoever changes them holds the row of the volume. */
export function attachmentsOf(tx: Tx, volumeId: string): Promise<Attachment[]> {
  return tx.all(ofVolume, { volumeId })
}

/** Those that hold the volume at hand, as one column to be read by `readAttached`. */
export function attachedSql(dialect: Dialect): string {
  const rows =
    `(select id, instance_uuid, attached_host, mountpoint, attach_time, serial ` +
    `from volume_attachments where volume_id = volumes.id and attach_status = 'attached') as a`
  const values = 'a.id, a.instance_uuid, a.attached_host, a.mountpoint, a.attach_time, a.serial'
  const list =
    dialect === 'postgres'
      ? `(select json_agg(json_build_array(${values}))::text from ${rows})`
      : `(select json_group_array(json_array(${values})) from ${rows})`
  // Most volumes are detached, and then there is nothing to look for.
  return `case when volumes.attach_status = 'detached' then null else ${list} end`
}

/** The same for a query that is built. */
export function attachedText(dialect: Dialect): RawBuilder<string | null> {
  return sql.raw(attachedSql(dialect))
}

const NONE: readonly Attached[] = Object.freeze([])

export function readAttached(text: string | null): readonly Attached[] {
  if (text === null) return NONE
  const rows = JSON.parse(text) as [string, ...(string | null)[]][]
  return rows
    .sort((a, b) => Number(a[5]) - Number(b[5]))
    .map(([id, instanceUuid = null, host = null, mountpoint = null, time = null]) => ({
      ...{ id, instanceUuid, host, mountpoint, time },
    }))
}

export async function insertAttachment(
  tx: Tx,
  attachment: Insertable<VolumeAttachmentsTable>,
): Promise<void> {
  await tx.db.insertInto('volume_attachments').values(attachment).execute()
}

export async function updateAttachment(
  tx: Tx,
  id: string,
  changes: Updateable<VolumeAttachmentsTable>,
): Promise<void> {
  await tx.db.updateTable('volume_attachments').set(changes).where('id', '=', id).execute()
}

export async function removeAttachment(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('volume_attachments').where('id', '=', id).execute()
}

export async function removeAttachmentsOf(tx: Tx, volumeId: string): Promise<void> {
  await tx.db.deleteFrom('volume_attachments').where('volume_id', '=', volumeId).execute()
}

const byId = statement((db, p: { id: string }) =>
  db
    .selectFrom('volume_attachments')
    .innerJoin('volumes', 'volumes.id', 'volume_attachments.volume_id')
    .selectAll('volume_attachments')
    .select('volumes.project_id')
    .where('volume_attachments.id', '=', p.id),
)

/** An attachment that the client may know of: administrators all, others those of their project. */
export async function findAttachment(
  tx: Tx,
  { isAdmin, projectId }: Viewer,
  id: string,
): Promise<OwnedAttachment | undefined> {
  const found = await tx.first(byId, { id: id.toLowerCase() })
  return found && (isAdmin || found.project_id === projectId) ? found : undefined
}

const SOURCE: ListSource = {
  table: 'volume_attachments',
  joins: 'join volumes on volumes.id = volume_attachments.volume_id',
  columns: ATTACHMENT_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'serial'],
}

/** @throws 404 for a marker that is no attachment */
export function pageOfAttachments(tx: Tx, request: ListRequest): Promise<Attachment[]> {
  return listRows(tx, SOURCE, 'volume_attachments.*', request)
}
