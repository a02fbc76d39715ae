import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, field, LINK, nullable, View, type Field } from '../../kernel/view.ts'
import { itemLinks } from '../../kernel/item-links.ts'
import { writtenItemLinks } from '../links.ts'
import { MV } from '../microversions.ts'
import { SHOW_IMAGE_METADATA } from '../image-metadata/policies.ts'
import { CONTEXT_IS_ADMIN } from '../base-rules.ts'
import { HOST_ATTRIBUTE, MIGRATION_ATTRIBUTE, TENANT_ATTRIBUTE } from './volumes.policies.ts'
import { shownTime } from '../times.ts'
import { shownStatus, type Volume, type VolumeName } from './volume.ts'

const TEXT = T.String()
const TEXT_OR_NULL = nullable(T.String())

/** The key of volumes encrypted with the one fixed key of a test set-up; never shown. */
const FIXED_KEY_ID = '00000000-0000-0000-0000-000000000000'

const LINKS = field<VolumeName>(T.Array(LINK), (v, ctx) => itemLinks(ctx, 'volumes', v.id), {
  written: (v, ctx) => writtenItemLinks(ctx, 'volumes', v.id),
})

const ATTACHED = closed({
  id: T.String(),
  attachment_id: T.String(),
  volume_id: T.String(),
  server_id: TEXT_OR_NULL,
  host_name: TEXT_OR_NULL,
  device: TEXT_OR_NULL,
  attached_at: TEXT_OR_NULL,
})

/** Field order is that on the wire. Source: openstack/cinder cinder/api/v3/views/volumes.py. */
const FIELDS: Record<string, Field<Volume>> = {
  id: field(TEXT, (v) => v.id),
  status: field(TEXT, (v) => shownStatus(v.status)),
  size: field(T.Integer(), (v) => v.size),
  availability_zone: field(TEXT_OR_NULL, (v) => v.availability_zone),
  created_at: field(TEXT, (v) => shownTime(v.created_at)),
  updated_at: field(TEXT_OR_NULL, (v) => v.updated_at && shownTime(v.updated_at)),
  name: field(TEXT_OR_NULL, (v) => v.name),
  description: field(TEXT_OR_NULL, (v) => v.description),
  volume_type: field(TEXT_OR_NULL, (v) => v.volume_type),
  snapshot_id: field(TEXT_OR_NULL, (v) => v.snapshot_id),
  source_volid: field(TEXT_OR_NULL, (v) => v.source_volid),
  metadata: field(T.Record(T.String(), T.String()), shownMetadata),
  links: LINKS,
  user_id: field(TEXT, (v) => v.user_id),
  bootable: field(T.Enum(['true', 'false']), (v) => (v.bootable === 1 ? 'true' : 'false')),
  encrypted: field(T.Boolean(), (v) => v.encryption_key_id !== null),
  replication_status: field(TEXT_OR_NULL, (v) => v.replication_status),
  consistencygroup_id: field(TEXT_OR_NULL, (v) => v.consistencygroup_id),
  multiattach: field(T.Boolean(), (v) => v.multiattach === 1),
  attachments: field(T.Array(ATTACHED), shownAttachments),
  migration_status: field(TEXT_OR_NULL, (v) => v.migration_status, { rule: CONTEXT_IS_ADMIN }),
  group_id: field(TEXT_OR_NULL, (v) => v.group_id, { from: '3.13' }),
  provider_id: field(TEXT_OR_NULL, (v) => v.provider_id, { from: '3.21', rule: CONTEXT_IS_ADMIN }),
  shared_targets: field(nullable(T.Boolean()), sharedTargets, { from: '3.48' }),
  service_uuid: field(TEXT_OR_NULL, (v) => v.service_uuid, { from: '3.48' }),
  cluster_name: field(TEXT_OR_NULL, (v) => v.cluster_name, {
    from: '3.61',
    rule: CONTEXT_IS_ADMIN,
  }),
  volume_type_id: field(TEXT, (v) => v.volume_type_id, { from: '3.63' }),
  encryption_key_id: field(T.Optional(T.String()), encryptionKeyId, { from: '3.64' }),
  consumes_quota: field(T.Boolean(), (v) => v.use_quota === 1, { from: '3.65' }),
}

/** What administrators set on it shows among what its owner wrote, and hides that. */
function shownMetadata(volume: Volume): Record<string, string> {
  const { metadata, readonly, attached_mode: mode } = volume
  if (readonly === null && mode === null) return metadata
  return {
    ...metadata,
    ...(readonly !== null && { readonly: readonly === 1 ? 'True' : 'False' }),
    ...(mode !== null && { attached_mode: mode }),
  }
}

/** Only administrators and services learn to which host. */
function shownAttachments({ id, attachments }: Volume, ctx: RequestContext) {
  if (attachments.length === 0) return attachments
  const seesHosts = ctx.isAdmin || ctx.token.roles.includes('service')
  return attachments.map((attached) => ({
    id,
    attachment_id: attached.id,
    volume_id: id,
    server_id: attached.instanceUuid,
    host_name: seesHosts ? attached.host : null,
    device: attached.mountpoint,
    attached_at: attached.time && shownTime(attached.time),
  }))
}

/** `null` (no locking needed) came with 3.69; before, it reads as the cautious `true`. */
function sharedTargets(volume: Volume, ctx: RequestContext): boolean | null {
  if (volume.shared_targets !== null) return volume.shared_targets === 1
  return ctx.version >= MV.SHARED_TARGETS_TRISTATE ? null : true
}

function encryptionKeyId({ encryption_key_id: id }: Volume): string | undefined {
  return id === null || id === FIXED_KEY_ID ? undefined : id
}

/** As create and update answer. */
export const volumeView = new View<Volume>(FIELDS)

/** As it was in the first version: some calls have never learned of others. */
export const volumeLegacyView = new View<Volume>(
  Object.fromEntries(Object.entries(FIELDS).filter(([, { min }]) => min === 0)),
)

/**
 * As show and detail answer: with what extensions add for those who may see it. Upstream judges
 * these rules on the bearer's own project, and so does a view without attributes.
 */
export const volumeDetailView = new View<Volume>({
  ...FIELDS,
  'os-vol-tenant-attr:tenant_id': field(TEXT, (v) => v.project_id, { rule: TENANT_ATTRIBUTE }),
  'os-vol-mig-status-attr:migstat': field(TEXT_OR_NULL, (v) => v.migration_status, {
    rule: MIGRATION_ATTRIBUTE,
  }),
  'os-vol-mig-status-attr:name_id': field(T.Null(), () => null, { rule: MIGRATION_ATTRIBUTE }),
  'os-vol-host-attr:host': field(TEXT_OR_NULL, (v) => v.host, { rule: HOST_ATTRIBUTE }),
  volume_image_metadata: field(
    T.Optional(T.Record(T.String(), T.String())),
    (v) => v.imageMetadata ?? undefined,
    { rule: SHOW_IMAGE_METADATA },
  ),
})

/** As the short list answers. */
export const volumeNameView = new View<VolumeName>({
  id: field(TEXT, (v) => v.id),
  name: field(TEXT_OR_NULL, (v) => v.name),
  links: LINKS,
})

export const volumeSummary = closed({
  'volume-summary': closed({
    total_count: T.Integer(),
    total_size: T.Integer(),
    metadata: T.Optional(T.Record(T.String(), T.Array(T.String()))),
  }),
})
