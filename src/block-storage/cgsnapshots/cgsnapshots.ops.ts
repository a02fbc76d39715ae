/**
 * Snapshots of groups under the name that they had when groups were consistency groups. The calls are
 * deprecated. Source: openstack/cinder cinder/api/contrib/cgsnapshots.py.
 */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { closed, field, nullable, one, stepped, View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { ownProject } from '../filters.ts'
import { groupSnapshotNotFound, type GroupSnapshot } from '../group-snapshots/group-snapshot.ts'
import { CREATE, DELETE, GET, GET_ALL } from '../group-snapshots/group-snapshots.policies.ts'
import {
  findGroupSnapshot,
  pageOfGroupSnapshots,
} from '../group-snapshots/group-snapshots.store.ts'
import {
  createGroupSnapshot,
  deleteGroupSnapshot,
} from '../group-snapshots/group-snapshots.usecase.ts'
import { groupSnapshotNameView } from '../group-snapshots/group-snapshots.view.ts'
import { GROUP_SNAPSHOT_COLUMNS } from '../group-snapshots/list.ts'
import {
  groupAttributes,
  groupNotFound,
  isVisibleGroup,
  stripped,
  type Group,
} from '../groups/group.ts'
import { findGroup } from '../groups/groups.store.ts'
import { cinderList } from '../lists.ts'
import { operation, target } from '../operation.ts'
import { shownTime } from '../times.ts'

const ALL = '/cgsnapshots'
const ONE = '/cgsnapshots/{cgsnapshot_id}'

const named = target<GroupSnapshot, { readonly cgsnapshot_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const found = await findGroupSnapshot(tx, params.cgsnapshot_id, lock)
    return found && isVisibleGroup(ctx, found) ? found : undefined
  },
  missing: ({ cgsnapshot_id: id }) => groupSnapshotNotFound(id),
  attributes: groupAttributes,
})

type Body = { readonly cgsnapshot: { readonly consistencygroup_id: string } }

const groupOfBody = target<Group, Readonly<Record<string, string>>>({
  async load(tx, { ctx, body, lock }) {
    const group = await findGroup(tx, (body as Body).cgsnapshot.consistencygroup_id, lock)
    return group && isVisibleGroup(ctx, group) ? group : undefined
  },
  missing: (_, body) => groupNotFound((body as Body).cgsnapshot.consistencygroup_id),
  attributes: groupAttributes,
})

const TEXT = T.String()
const TEXT_OR_NULL = nullable(TEXT)

const view = new View<GroupSnapshot>({
  id: field(TEXT, (snapshot) => snapshot.id),
  consistencygroup_id: field(TEXT, (snapshot) => snapshot.group_id),
  status: field(TEXT, (snapshot) => snapshot.status),
  created_at: field(TEXT, (snapshot) => shownTime(snapshot.created_at)),
  name: field(TEXT_OR_NULL, (snapshot) => snapshot.name),
  description: field(TEXT_OR_NULL, (snapshot) => snapshot.description),
})

/** Those of the project, whoever asks; there are no filters. */
const query = cinderList({
  columns: GROUP_SNAPSHOT_COLUMNS,
  filters: {},
  conditions: (_, ctx) => [{ kind: 'in', column: 'project_id', values: [ownProject(ctx)] }],
})

function listOf(shown: View<never>) {
  return stepped(shown.steps, (asked) => closed({ cgsnapshots: T.Array(shown.at(asked)) }))
}

async function page(tx: Tx, ctx: RequestContext, request: ListRequest, shown: View<GroupSnapshot>) {
  return { cgsnapshots: shown.list(await pageOfGroupSnapshots(tx, request), ctx) }
}

const list = operation({
  id: 'cgsnapshots.list',
  method: 'GET',
  path: ALL,
  summary: 'List snapshots of consistency groups',
  policy: GET_ALL,
  query,
  response: { 200: listOf(groupSnapshotNameView) },
  errors: [400, 403],
  handle: ({ tx, ctx, query: request }) => page(tx, ctx, request, groupSnapshotNameView),
})

const detail = operation({
  id: 'cgsnapshots.detail',
  method: 'GET',
  path: `${ALL}/detail`,
  summary: 'List snapshots of consistency groups with details',
  policy: GET_ALL,
  query,
  response: { 200: listOf(view) },
  errors: [400, 403],
  handle: ({ tx, ctx, query: request }) => page(tx, ctx, request, view),
})

const show = operation({
  id: 'cgsnapshots.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a snapshot of a consistency group',
  policy: GET,
  target: named,
  response: { 200: one('cgsnapshot', view) },
  errors: [403, 404],
  handle: ({ ctx, target: snapshot }) => ({ cgsnapshot: view.render(snapshot, ctx) }),
})

const OPEN = { additionalProperties: true }

const create = operation({
  id: 'cgsnapshots.create',
  method: 'POST',
  path: ALL,
  summary: 'Make a snapshot of a consistency group',
  policy: CREATE,
  target: groupOfBody,
  body: T.Object(
    {
      cgsnapshot: T.Object(
        {
          consistencygroup_id: TEXT,
          name: T.Optional(TEXT),
          description: T.Optional(TEXT),
        },
        OPEN,
      ),
    },
    OPEN,
  ),
  success: 202,
  response: { 202: one('cgsnapshot', groupSnapshotNameView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, target: group, body: { cgsnapshot: asked } }) {
    const texts = { name: stripped(asked.name), description: stripped(asked.description) }
    const made = await createGroupSnapshot(tx, ctx, env, group, texts)
    return { cgsnapshot: groupSnapshotNameView.render(made, ctx) }
  },
})

const remove = operation({
  id: 'cgsnapshots.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete a snapshot of a consistency group',
  policy: DELETE,
  target: named,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, env, target: snapshot }) => deleteGroupSnapshot(tx, ctx, env, snapshot),
})

export const cgsnapshotOperations = [list, detail, show, create, remove]
