/** The attachments API. Source: openstack/cinder cinder/api/v3/attachments.py. */
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { many, one } from '../../kernel/view.ts'
import { operation, target } from '../operation.ts'
import { viewerOf } from '../volume-types/volume-types.ts'
import { bare } from '../volumes/attach.schemas.ts'
import { volumeAttributes, volumeNotFound, type Volume } from '../volumes/volume.ts'
import { findVolume } from '../volumes/volumes.store.ts'
import { attachmentNotFound, type OwnedAttachment } from './attachment.ts'
import { CREATE_BODY, UPDATE_BODY, type NewAttachment } from './attachment.schemas.ts'
import { pageOfAttachments } from './attachments.store.ts'
import {
  completeAttachment,
  connectAttachment,
  createAttachment,
  deleteAttachment,
} from './attachments.usecase.ts'
import { attachmentSummaryView, attachmentView } from './attachments.view.ts'
import { heldAttachment } from './held-attachment.usecase.ts'
import { attachmentList } from './list.ts'
import { COMPLETE, CREATE, DELETE, UPDATE } from './policies.ts'

const VERSIONS = ['3.27'] as const

const attachmentTarget = target<OwnedAttachment, { readonly attachment_id: string }>({
  load: (tx, { ctx, params, lock }) =>
    heldAttachment(tx, viewerOf(ctx), params.attachment_id, lock),
  missing: ({ attachment_id: id }) => attachmentNotFound(id),
  attributes: ({ project_id }) => ({ project_id }),
})

/** Which volume, says the body. */
const volumeTarget = target<Volume, object>({
  async load(tx, { ctx, body, lock }) {
    const volume = await findVolume(tx, askedIn(body).volume_uuid, lock)
    const { isAdmin, projectId } = viewerOf(ctx)
    return volume && (isAdmin || volume.project_id === projectId) ? volume : undefined
  },
  missing: (_, body) => volumeNotFound(askedIn(body).volume_uuid),
  attributes: volumeAttributes,
})

/** The body is checked before the volume is looked for. */
function askedIn(body: unknown): NewAttachment {
  return (body as { attachment: NewAttachment }).attachment
}

const list = operation({
  id: 'attachments.list',
  method: 'GET',
  path: '/attachments',
  summary: 'List attachments',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  query: attachmentList('attachments'),
  response: { 200: many('attachments', attachmentSummaryView) },
  errors: [400, 404],
  handle: async ({ tx, ctx, query }) => ({
    attachments: attachmentSummaryView.list(await pageOfAttachments(tx, query), ctx),
  }),
})

const detail = operation({
  id: 'attachments.detail',
  method: 'GET',
  path: '/attachments/detail',
  summary: 'List attachments with details',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  query: attachmentList('attachments/detail'),
  response: { 200: many('attachments', attachmentView) },
  errors: [400, 404],
  handle: async ({ tx, ctx, query }) => ({
    attachments: attachmentView.list(await pageOfAttachments(tx, query), ctx),
  }),
})

const show = operation({
  id: 'attachments.show',
  method: 'GET',
  path: '/attachments/{attachment_id}',
  summary: 'Show an attachment',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: attachmentTarget,
  response: { 200: one('attachment', attachmentView) },
  errors: [404],
  handle: ({ ctx, target }) => ({ attachment: attachmentView.render(target, ctx) }),
})

const create = operation({
  id: 'attachments.create',
  method: 'POST',
  path: '/attachments',
  summary: 'Reserve a volume, and connect a host to it',
  versions: VERSIONS,
  policy: CREATE,
  target: volumeTarget,
  body: CREATE_BODY,
  transaction: 'none',
  response: { 200: one('attachment', attachmentView) },
  errors: [400, 403, 404],
  async handle({ ctx, env, target, body, reload }) {
    const made = await createAttachment(ctx, env, target, body.attachment, reload)
    return { attachment: attachmentView.render(made, ctx) }
  },
})

const update = operation({
  id: 'attachments.update',
  method: 'PUT',
  path: '/attachments/{attachment_id}',
  summary: 'Connect a host to a reserved volume',
  versions: VERSIONS,
  policy: UPDATE,
  target: attachmentTarget,
  body: UPDATE_BODY,
  transaction: 'none',
  response: { 200: one('attachment', attachmentView) },
  errors: [400, 403, 404, 409],
  async handle({ ctx, env, target, body, reload }) {
    const shown = await connectAttachment(ctx, env, target, body.attachment.connector, reload)
    return { attachment: attachmentView.render(shown, ctx) }
  },
})

const complete = operation({
  id: 'attachments.complete',
  method: 'POST',
  path: '/attachments/{attachment_id}/action',
  action: 'os-complete',
  summary: 'Say that a volume is in use',
  versions: ['3.44'],
  policy: COMPLETE,
  target: attachmentTarget,
  body: bare('os-complete'),
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, env, target }) => completeAttachment(tx, env, target),
})

const remove = operation({
  id: 'attachments.delete',
  method: 'DELETE',
  path: '/attachments/{attachment_id}',
  summary: 'Detach a volume',
  versions: VERSIONS,
  policy: DELETE,
  target: attachmentTarget,
  transaction: 'none',
  response: { 200: many('attachments', attachmentSummaryView) },
  errors: [403, 404, 409],
  async handle({ ctx, env, target, reload }) {
    const left = await deleteAttachment(ctx, env, target, reload)
    return { attachments: attachmentSummaryView.list(left, ctx) }
  },
})

export const attachmentOperations = [list, detail, show, create, update, complete, remove]
