import { Type as T } from 'typebox'
import type { ShownVolume } from '../../block-storage/facade.ts'
import { closed, field, nullable, View } from '../../kernel/view.ts'

const TEXT = T.String()
const TEXT_OR_NULL = nullable(T.String())

const ATTACHMENT = closed({
  id: TEXT,
  volumeId: TEXT,
  serverId: TEXT_OR_NULL,
  device: T.Optional(TEXT),
})

/** Source: openstack/nova nova/api/openstack/compute/volumes.py (_translate_volume_summary_view). */
export const volumeView = new View<ShownVolume>({
  id: field(TEXT, (volume) => volume.id),
  status: field(TEXT, (volume) => volume.status),
  size: field(T.Integer(), (volume) => volume.size),
  availabilityZone: field(TEXT_OR_NULL, (volume) => volume.availability_zone),
  createdAt: field(TEXT, (volume) => volume.created_at),
  attachments: field(T.Array(T.Union([closed({}), ATTACHMENT])), firstAttachment),
  displayName: field(TEXT_OR_NULL, (volume) => volume.name),
  displayDescription: field(TEXT_OR_NULL, (volume) => volume.description),
  volumeType: field(TEXT_OR_NULL, (volume) => volume.volume_type),
  snapshotId: field(TEXT_OR_NULL, (volume) => volume.snapshot_id),
  metadata: field(T.Record(TEXT, TEXT), (volume) => volume.metadata),
})

/** A volume was attached to one server when this was made. */
function firstAttachment({ id, attachments: [first] }: ShownVolume) {
  if (first === undefined) return [{}]
  const { server_id: serverId, device } = first
  return [{ id, volumeId: id, serverId, ...(device && { device }) }]
}
