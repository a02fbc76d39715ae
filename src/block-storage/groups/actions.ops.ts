import { booleanFrom } from '../../kernel/booleans.ts'
import { one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import {
  createGroupFromSource,
  findGroupSource,
  refuseConsistencySource,
} from './create-from-source.usecase.ts'
import { deleteGroup } from './delete-group.usecase.ts'
import { refuseConsistencyGroup } from './group.ts'
import type { GroupStatus } from './group-status.ts'
import { groupTarget } from './groups.ops.ts'
import { CREATE, DELETE, RESET_STATUS } from './groups.policies.ts'
import { CREATE_FROM_SOURCE_BODY, DELETE_BODY, RESET_STATUS_BODY } from './groups.schemas.ts'
import { updateGroup } from './groups.store.ts'
import { groupNameView } from './groups.view.ts'

const PATH = '/groups/{group_id}/action'

const remove = operation({
  id: 'groups.delete',
  method: 'POST',
  path: PATH,
  action: 'delete',
  summary: 'Delete a group of volumes',
  versions: ['3.13'],
  policy: DELETE,
  target: groupTarget,
  body: DELETE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, target, body }) {
    refuseConsistencyGroup(target)
    const withVolumes = booleanFrom(body.delete['delete-volumes'] ?? false) === true
    return deleteGroup(tx, ctx, env, target, withVolumes)
  },
})

const resetStatus = operation({
  id: 'groups.reset_status',
  method: 'POST',
  path: PATH,
  action: 'reset_status',
  summary: 'Write another state over that of a group',
  versions: ['3.20'],
  policy: RESET_STATUS,
  target: groupTarget,
  body: RESET_STATUS_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    // The schema lets no other words through.
    const status = body.reset_status.status.toLowerCase() as GroupStatus
    await updateGroup(tx, target.id, { status, updated_at: env.clock.isoNow() })
  },
})

const createFromSource = operation({
  id: 'groups.create_from_src',
  method: 'POST',
  path: '/groups/action',
  action: 'create-from-src',
  summary: 'Create a group from another, or from a snapshot of one',
  versions: ['3.14'],
  policy: CREATE,
  body: CREATE_FROM_SOURCE_BODY,
  success: 202,
  response: { 202: one('group', groupNameView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, body }) {
    const asked = body['create-from-src']
    const source = await findGroupSource(tx, ctx, asked)
    refuseConsistencySource(source)
    const group = await createGroupFromSource(tx, ctx, env, source, asked)
    return { group: groupNameView.render(group, ctx) }
  },
})

export const groupActionOperations = [remove, resetStatus, createFromSource]
