/** Source: openstack/cinder cinder/api/v3/views/attachments.py. */
import { Type as T } from 'typebox'
import { field, nullable, View, type Field } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import type { Attachment } from './attachment.ts'

const SUMMARY: Record<string, Field<Attachment>> = {
  id: field(T.String(), (a) => a.id),
  status: field(T.String(), (a) => a.attach_status),
  instance: field(nullable(T.String()), (a) => a.instance_uuid),
  volume_id: field(T.String(), (a) => a.volume_id),
}

export const attachmentSummaryView = new View<Attachment>(SUMMARY)

export const attachmentView = new View<Attachment>({
  ...SUMMARY,
  attached_at: field(T.String(), (a) => (a.attach_time === null ? '' : shownTime(a.attach_time))),
  detached_at: field(T.String(), () => ''),
  attach_mode: field(nullable(T.String()), (a) => a.attach_mode),
  connection_info: field(nullable(T.Record(T.String(), T.Unknown())), (a) =>
    a.connection_info === null ? null : (JSON.parse(a.connection_info) as object),
  ),
})
