import { Type as T } from 'typebox'
import { field, nullable, View, type Field } from '../../kernel/view.ts'
import type { BlockDevice } from '../block-devices/block-devices.store.ts'

const TEXT_OR_NULL = nullable(T.String())

/** Source: openstack/nova nova/api/openstack/compute/volume_attachments.py. */
const FIELDS: Record<string, Field<BlockDevice>> = {
  volumeId: field(TEXT_OR_NULL, (device) => device.volume_id),
  serverId: field(T.String(), (device) => device.server_id),
  device: field(T.Optional(T.String()), (device) => device.device_name ?? undefined),
  tag: field(TEXT_OR_NULL, (device) => device.tag, { from: '2.70' }),
  delete_on_termination: field(T.Boolean(), (device) => device.delete_on_termination === 1, {
    from: '2.79',
  }),
}

export const volumeAttachmentView = new View<BlockDevice>({
  id: field(TEXT_OR_NULL, (device) => device.volume_id, { until: '2.89' }),
  ...FIELDS,
  attachment_id: field(TEXT_OR_NULL, (device) => device.attachment_id, { from: '2.89' }),
  bdm_uuid: field(T.String(), (device) => device.uuid, { from: '2.89' }),
})

/** As attaching answers: never changed for 2.89. */
export const newVolumeAttachmentView = new View<BlockDevice>({
  id: field(TEXT_OR_NULL, (device) => device.volume_id),
  serverId: FIELDS['serverId']!,
  volumeId: FIELDS['volumeId']!,
  device: field(TEXT_OR_NULL, (device) => device.device_name),
  tag: FIELDS['tag']!,
  delete_on_termination: FIELDS['delete_on_termination']!,
})
