/**
 * What holds a volume. Source: openstack/cinder cinder/objects/volume_attachment.py,
 * cinder/objects/fields.py (VolumeAttachStatus), cinder/db/api.py (_get_statuses_from_attachments).
 */
import type { Selectable } from 'kysely'
import { notFound, type Fault } from '../../kernel/faults.ts'
import type { VolumeAttachmentsTable } from '../storage/tables.ts'
import type { AttachStatus, VolumeStatus } from '../volumes/volume-status.ts'

export type Attachment = Selectable<VolumeAttachmentsTable>

/** An attachment with what only its volume knows. */
export interface OwnedAttachment extends Attachment {
  readonly project_id: string
}

/** An attachment as its volume shows it. */
export interface Attached {
  readonly id: string
  readonly instanceUuid: string | null
  readonly host: string | null
  readonly mountpoint: string | null
  /** As stored. */
  readonly time: string | null
}

export function attachmentNotFound(id: string): Fault {
  return notFound(`Volume attachment could not be found with filter: attachment_id = ${id}.`)
}

/** The later an attachment is in this list, the less its volume heeds it. */
const BY_WEIGHT = ['attached', 'attaching', 'reserved'] as const

const VOLUME_STATUS = {
  attached: 'in-use',
  attaching: 'attaching',
  reserved: 'reserved',
} as const

/** What a volume's attachments make of it. */
export function statesFrom(attachments: readonly Pick<Attachment, 'attach_status'>[]): {
  readonly status: VolumeStatus
  readonly attach_status: AttachStatus
} {
  const heeded = BY_WEIGHT.find((status) =>
    attachments.some(({ attach_status }) => attach_status === status),
  )
  if (heeded === undefined) return { status: 'available', attach_status: 'detached' }
  return { status: VOLUME_STATUS[heeded], attach_status: heeded }
}

/** What remains of a host's name where it is no name of a host. */
export function hostName(text: string): string {
  const latin = [...text].filter((character) => character.codePointAt(0)! < 256).join('')
  return latin
    .replaceAll(/[ _]/g, '-')
    .replaceAll(/[^\p{L}\p{N}.-]+/gu, '')
    .toLowerCase()
    .replaceAll(/^[.-]+|[.-]+$/g, '')
}
