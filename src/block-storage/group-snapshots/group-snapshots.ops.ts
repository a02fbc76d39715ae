import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { closed, LINK, one, stepped, type View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import {
  groupAttributes,
  groupNotFound,
  isVisibleGroup,
  refuseConsistencyGroup,
  type Group,
} from '../groups/group.ts'
import { GROUP_SNAPSHOT_STATUSES, type GroupSnapshotStatus } from '../groups/group-status.ts'
import { findGroup } from '../groups/groups.store.ts'
import { defineGroupStatus } from '../groups/status-formats.ts'
import { operation, target } from '../operation.ts'
import { DESCRIPTION, NULLABLE_STRING } from '../parameters.ts'
import {
  groupSnapshotNotFound,
  refuseConsistencySnapshot,
  type GroupSnapshot,
} from './group-snapshot.ts'
import { CREATE, DELETE, GET, GET_ALL, RESET_STATUS } from './group-snapshots.policies.ts'
import {
  findGroupSnapshot,
  pageOfGroupSnapshots,
  updateGroupSnapshot,
} from './group-snapshots.store.ts'
import { createGroupSnapshot, deleteGroupSnapshot } from './group-snapshots.usecase.ts'
import {
  createdGroupSnapshotView,
  groupSnapshotNameView,
  groupSnapshotView,
} from './group-snapshots.view.ts'
import { groupSnapshotList } from './list.ts'

const PATH = '/group_snapshots/{group_snapshot_id}'
const VERSIONS = ['3.14'] as const

const named = target<GroupSnapshot, { readonly group_snapshot_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const found = await findGroupSnapshot(tx, params.group_snapshot_id, lock)
    return found && isVisibleGroup(ctx, found) ? found : undefined
  },
  missing: ({ group_snapshot_id: id }) => groupSnapshotNotFound(id),
  attributes: groupAttributes,
})

const CREATE_BODY = closed({
  group_snapshot: closed({
    group_id: T.String({ format: 'uuid' }),
    name: T.Optional(NULLABLE_STRING),
    description: T.Optional(DESCRIPTION),
  }),
})

type Body = { readonly group_snapshot: { readonly group_id: string } }

const groupOfBody = target<Group, Readonly<Record<string, string>>>({
  async load(tx, { ctx, body, lock }) {
    const group = await findGroup(tx, (body as Body).group_snapshot.group_id, lock)
    return group && isVisibleGroup(ctx, group) ? group : undefined
  },
  missing: (_, body) => groupNotFound((body as Body).group_snapshot.group_id),
  attributes: groupAttributes,
})

function listOf(view: View<never>) {
  return stepped(view.steps, (asked) =>
    closed({
      group_snapshots: T.Array(view.at(asked)),
      group_snapshot_links: T.Optional(T.Array(LINK)),
    }),
  )
}

async function page(tx: Tx, ctx: RequestContext, query: ListRequest, view: View<GroupSnapshot>) {
  const snapshots = await pageOfGroupSnapshots(tx, query)
  const links = nextLinks(
    query,
    snapshots.map(({ id }) => id),
  )
  return {
    group_snapshots: view.list(snapshots, ctx),
    ...(links && { group_snapshot_links: links }),
  }
}

const list = operation({
  id: 'group_snapshots.list',
  method: 'GET',
  path: '/group_snapshots',
  summary: 'List snapshots of groups',
  versions: VERSIONS,
  policy: GET_ALL,
  query: groupSnapshotList,
  response: { 200: listOf(groupSnapshotNameView) },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, query }) => page(tx, ctx, query, groupSnapshotNameView),
})

const detail = operation({
  id: 'group_snapshots.detail',
  method: 'GET',
  path: '/group_snapshots/detail',
  summary: 'List snapshots of groups with details',
  versions: VERSIONS,
  policy: GET_ALL,
  query: groupSnapshotList,
  response: { 200: listOf(groupSnapshotView) },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, query }) => page(tx, ctx, query, groupSnapshotView),
})

const show = operation({
  id: 'group_snapshots.show',
  method: 'GET',
  path: PATH,
  summary: 'Show a snapshot of a group',
  versions: VERSIONS,
  policy: GET,
  target: named,
  response: { 200: one('group_snapshot', groupSnapshotView) },
  errors: [400, 403, 404],
  handle({ ctx, target: snapshot }) {
    refuseConsistencySnapshot(snapshot)
    return { group_snapshot: groupSnapshotView.render(snapshot, ctx) }
  },
})

const create = operation({
  id: 'group_snapshots.create',
  method: 'POST',
  path: '/group_snapshots',
  summary: 'Make a snapshot of a group',
  versions: VERSIONS,
  policy: CREATE,
  target: groupOfBody,
  body: CREATE_BODY,
  success: 202,
  response: { 202: one('group_snapshot', createdGroupSnapshotView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, target: group, body: { group_snapshot: asked } }) {
    refuseConsistencyGroup(group)
    const { name = null, description = null } = asked
    const made = await createGroupSnapshot(tx, ctx, env, group, { name, description })
    return { group_snapshot: createdGroupSnapshotView.render(made, ctx) }
  },
})

const remove = operation({
  id: 'group_snapshots.delete',
  method: 'DELETE',
  path: PATH,
  summary: 'Delete a snapshot of a group',
  versions: VERSIONS,
  policy: DELETE,
  target: named,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, target: snapshot }) {
    refuseConsistencySnapshot(snapshot)
    return deleteGroupSnapshot(tx, ctx, env, snapshot)
  },
})

const STATUS = defineGroupStatus('group_snapshot_status', GROUP_SNAPSHOT_STATUSES, {
  exception: 'Invalid GroupSnapshot Status',
  refusal: 'Group snapshot status',
  valid: 'valid statuses are',
  named: GROUP_SNAPSHOT_STATUSES,
})

const resetStatus = operation({
  id: 'group_snapshots.reset_status',
  method: 'POST',
  path: `${PATH}/action`,
  action: 'reset_status',
  summary: 'Write another state over that of a snapshot of a group',
  versions: ['3.19'],
  policy: RESET_STATUS,
  target: named,
  body: closed({ reset_status: closed({ status: T.String({ format: STATUS }) }) }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target: { id }, body }) {
    // The schema lets no other words through.
    const status = body.reset_status.status.toLowerCase() as GroupSnapshotStatus
    await updateGroupSnapshot(tx, id, { status, updated_at: env.clock.isoNow() })
  },
})

export const groupSnapshotOperations = [list, detail, show, create, remove, resetStatus]
