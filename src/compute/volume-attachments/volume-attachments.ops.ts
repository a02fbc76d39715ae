/** The volumes of servers. Source: openstack/nova nova/api/openstack/compute/volume_attachments.py. */
import { Reply } from '../../kernel/operation.ts'
import { many, one } from '../../kernel/view.ts'
import { devicesOf } from '../block-devices/block-devices.store.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { serverTarget } from '../servers/server-target.usecase.ts'
import { attachVolume, detachVolume, deviceOfVolume } from './attach-volume.usecase.ts'
import * as policies from './policies.ts'
import { swapVolume, updateAttachment } from './swap-volume.usecase.ts'
import { notAttached } from './volume-attachment.ts'
import { CREATE_BODY, LIST_QUERY, SWAP_BODY, UPDATE_BODY } from './volume-attachments.schemas.ts'
import { newVolumeAttachmentView, volumeAttachmentView } from './volume-attachments.view.ts'

const COLLECTION = '/servers/{server_id}/os-volume_attachments'
const ITEM = `${COLLECTION}/{volume_id}` as const
const CHECKS = ['body', 'target', 'policy'] as const
const MAX_LIMIT = 1000

const list = operation({
  id: 'volume_attachments.list',
  method: 'GET',
  path: COLLECTION,
  summary: 'List the volumes of a server',
  policy: policies.INDEX,
  checks: CHECKS,
  target: serverTarget,
  query: LIST_QUERY,
  response: { 200: many('volumeAttachments', volumeAttachmentView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target, query }) {
    const [limit, offset] = [Number(query['limit'] ?? 0), Number(query['offset'] ?? 0)]
    const most = Math.min(limit || MAX_LIMIT, MAX_LIMIT)
    // Disks on the host count, though they are not shown.
    const page = (await devicesOf(tx, target.id)).slice(offset, offset + most)
    const hasAll = ctx.version < MV.ATTACHMENT_IDS
    const shown = page.filter(
      (device) => device.volume_id !== null && (hasAll || device.attachment_id !== null),
    )
    return { volumeAttachments: volumeAttachmentView.list(shown, ctx) }
  },
})

const show = operation({
  id: 'volume_attachments.show',
  method: 'GET',
  path: ITEM,
  summary: 'Show how a volume is attached to a server',
  policy: policies.SHOW,
  checks: CHECKS,
  target: serverTarget,
  query: NO_QUERY,
  response: { 200: one('volumeAttachment', volumeAttachmentView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target, params }) {
    const device = await deviceOfVolume({ tx }, target, params.volume_id)
    const isComplete = ctx.version < MV.ATTACHMENT_IDS || device?.attachment_id != null
    if (device === undefined || !isComplete) throw notAttached(target.id, params.volume_id)
    return { volumeAttachment: volumeAttachmentView.render(device, ctx) }
  },
})

const create = operation({
  id: 'volume_attachments.create',
  method: 'POST',
  path: COLLECTION,
  summary: 'Attach a volume to a server',
  policy: policies.CREATE,
  checks: CHECKS,
  target: serverTarget,
  body: CREATE_BODY,
  response: { 200: one('volumeAttachment', newVolumeAttachmentView), 202: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target, body }) {
    const device = await attachVolume({ tx, ctx, env }, target, body.volumeAttachment)
    if (device === undefined || ctx.version >= MV.ATTACH_LATER) return new Reply({ status: 202 })
    return { volumeAttachment: newVolumeAttachmentView.render(device, ctx) }
  },
})

/** Until 2.84 there is nothing else to be said of an attachment. */
const swap = operation({
  id: 'volume_attachments.swap',
  method: 'PUT',
  path: ITEM,
  summary: 'Put another volume in the place of one that is attached',
  versions: ['2.0', '2.84'],
  policy: policies.SWAP,
  checks: CHECKS,
  target: serverTarget,
  body: SWAP_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  handle: ({ tx, ctx, env, target, params, body }) =>
    swapVolume({ tx, ctx, env }, target, params.volume_id, body.volumeAttachment.volumeId),
})

const update = operation({
  id: 'volume_attachments.update',
  method: 'PUT',
  path: ITEM,
  summary: 'Say whether a volume goes with its server, or exchange it',
  versions: ['2.85'],
  policy: policies.UPDATE,
  checks: CHECKS,
  target: serverTarget,
  body: UPDATE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target, params, body }) {
    const { volumeAttachment: asked } = body
    const swaps = params.volume_id !== asked.volumeId
    if (swaps) ctx.authorize(policies.SWAP, {})
    const call = { tx, ctx, env }
    await updateAttachment(call, target, params.volume_id, asked)
    if (swaps) await swapVolume(call, target, params.volume_id, asked.volumeId)
  },
})

const remove = operation({
  id: 'volume_attachments.delete',
  method: 'DELETE',
  path: ITEM,
  summary: 'Detach a volume from a server',
  policy: policies.DELETE,
  checks: CHECKS,
  target: serverTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  handle: ({ tx, ctx, env, target, params }) =>
    detachVolume({ tx, ctx, env }, target, params.volume_id),
})

export const volumeAttachmentOperations = [list, show, create, swap, update, remove]
