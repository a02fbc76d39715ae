/**
 * What groups were before they had types. The calls are deprecated; they show and change groups of
 * whatever type, and make those of the type that is kept for them.
 * Source: openstack/cinder cinder/api/contrib/consistencygroups.py, cinder/api/v3/consistencygroups.py.
 */
import { Type as T } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { repr } from '../../kernel/python.ts'
import { closed, field, LINK, nullable, one, stepped, View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { CONSISTENCY_GROUP_TYPE } from '../group-types/group-type.ts'
import { findConsistencyGroupType } from '../group-types/group-types.store.ts'
import { createGroup } from '../groups/create-group.usecase.ts'
import { createGroupFromSource, findGroupSource } from '../groups/create-from-source.usecase.ts'
import { deleteGroup } from '../groups/delete-group.usecase.ts'
import { groupAttributes, groupNotFound, isVisibleGroup, type Group } from '../groups/group.ts'
import { CREATE, DELETE, GET, GET_ALL, UPDATE } from '../groups/groups.policies.ts'
import { findGroup, pageOfGroups } from '../groups/groups.store.ts'
import { groupNameView } from '../groups/groups.view.ts'
import { columnConditions, GROUP_COLUMNS } from '../groups/list.ts'
import { changeGroup, type GroupChanges } from '../groups/update-group.usecase.ts'
import { cinderList } from '../lists.ts'
import { MV } from '../microversions.ts'
import { operation, target } from '../operation.ts'
import { shownTime } from '../times.ts'
import {
  CREATE_BODY,
  CREATE_FROM_SOURCE_BODY,
  DELETE_BODY,
  UPDATE_BODY,
} from './consistencygroups.schemas.ts'

const ALL = '/consistencygroups'
const ONE = '/consistencygroups/{consistencygroup_id}'

const named = target<Group, { readonly consistencygroup_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const group = await findGroup(tx, params.consistencygroup_id, lock)
    return group && isVisibleGroup(ctx, group) ? group : undefined
  },
  missing: ({ consistencygroup_id: id }) => groupNotFound(id),
  attributes: groupAttributes,
})

const TEXT = T.String()
const TEXT_OR_NULL = nullable(TEXT)

const view = new View<Group>({
  id: field(TEXT, (group) => group.id),
  status: field(TEXT, (group) => group.status),
  availability_zone: field(TEXT_OR_NULL, (group) => group.availability_zone),
  created_at: field(TEXT, (group) => shownTime(group.created_at)),
  name: field(TEXT_OR_NULL, (group) => group.name),
  description: field(TEXT_OR_NULL, (group) => group.description),
  volume_types: field(T.Array(TEXT), (group) => group.volumeTypes),
})

const query = cinderList({
  columns: GROUP_COLUMNS,
  collection: 'consistencygroups',
  filters: Object.fromEntries([...GROUP_COLUMNS.keys(), 'all_tenants'].map((name) => [name, 0])),
  conditions: (sent, ctx) => columnConditions(sent, ctx, GROUP_COLUMNS),
  markerMissing: groupNotFound,
})

function listOf(shown: View<never>) {
  return stepped(shown.steps, (asked) =>
    closed({
      consistencygroups: T.Array(shown.at(asked)),
      consistencygroup_links: T.Optional(T.Array(LINK)),
    }),
  )
}

async function page(tx: Tx, ctx: RequestContext, request: ListRequest, shown: View<Group>) {
  const groups = await pageOfGroups(tx, request)
  const links = nextLinks(
    request,
    groups.map(({ id }) => id),
  )
  const consistencygroups = shown.list(groups, ctx)
  return { consistencygroups, ...(links && { consistencygroup_links: links }) }
}

const list = operation({
  id: 'consistencygroups.list',
  method: 'GET',
  path: ALL,
  summary: 'List consistency groups',
  policy: GET_ALL,
  query,
  response: { 200: listOf(groupNameView) },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, query: request }) => page(tx, ctx, request, groupNameView),
})

const detail = operation({
  id: 'consistencygroups.detail',
  method: 'GET',
  path: `${ALL}/detail`,
  summary: 'List consistency groups with details',
  policy: GET_ALL,
  query,
  response: { 200: listOf(view) },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, query: request }) => page(tx, ctx, request, view),
})

const show = operation({
  id: 'consistencygroups.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a consistency group',
  policy: GET,
  target: named,
  response: { 200: one('consistencygroup', view) },
  errors: [403, 404],
  handle: ({ ctx, target: group }) => ({ consistencygroup: view.render(group, ctx) }),
})

const create = operation({
  id: 'consistencygroups.create',
  method: 'POST',
  path: ALL,
  summary: 'Create a consistency group',
  policy: CREATE,
  body: CREATE_BODY,
  success: 202,
  response: { 202: one('consistencygroup', groupNameView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, body: { consistencygroup: asked } }) {
    const { name = null, description = null, volume_types: types, availability_zone: zone } = asked
    if (typeof types !== 'string' || types === '') {
      throw badRequest(
        `volume_types must be provided to create consistency group ${name ?? repr(null)}.`,
      )
    }
    const type = await findConsistencyGroupType(tx)
    if (type === undefined) {
      throw badRequest(
        `Group type ${CONSISTENCY_GROUP_TYPE} not found. Rerun migration script to create the ` +
          'default cgsnapshot type.',
      )
    }
    const group = await createGroup(tx, ctx, env, type, {
      ...{ name, description, volume_types: types.replace(/,+$/, '').split(',') },
      availability_zone: typeof zone === 'string' ? zone : null,
    })
    return { consistencygroup: groupNameView.render(group, ctx) }
  },
})

const createFromSource = operation({
  id: 'consistencygroups.create_from_src',
  method: 'POST',
  path: `${ALL}/create_from_src`,
  summary: 'Create a consistency group from another, or from a snapshot of one',
  policy: CREATE,
  body: CREATE_FROM_SOURCE_BODY,
  success: 202,
  response: { 202: one('consistencygroup', groupNameView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, body }) {
    const asked = body['consistencygroup-from-src']
    const { name = null, cgsnapshot_id: snapshotId, source_cgid: groupId } = asked
    if (!snapshotId && !groupId) {
      throw badRequest(
        "Either 'cgsnapshot_id' or 'source_cgid' must be provided to create consistency group " +
          `${name ?? repr(null)} from source.`,
      )
    }
    if (snapshotId && groupId) {
      throw badRequest(
        "Cannot provide both 'cgsnapshot_id' and 'source_cgid' to create consistency group " +
          `${name ?? repr(null)} from source.`,
      )
    }
    const source = await findGroupSource(
      tx,
      ctx,
      snapshotId ? { group_snapshot_id: snapshotId } : { source_group_id: groupId! },
    )
    const group = await createGroupFromSource(tx, ctx, env, source, asked)
    return { consistencygroup: groupNameView.render(group, ctx) }
  },
})

const remove = operation({
  id: 'consistencygroups.delete',
  method: 'POST',
  path: `${ONE}/delete`,
  summary: 'Delete a consistency group',
  policy: DELETE,
  target: named,
  body: DELETE_BODY,
  bodyOptional: true,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, target: group, body }) {
    const withVolumes = booleanFrom(body?.consistencygroup?.force ?? false) === true
    return deleteGroup(tx, ctx, env, group, withVolumes)
  },
})

const update = operation({
  id: 'consistencygroups.update',
  method: 'PUT',
  path: `${ONE}/update`,
  summary: 'Change a consistency group, and which volumes are in it',
  policy: UPDATE,
  target: named,
  body: UPDATE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, target: group, body: { consistencygroup: asked } }) {
    refuseNoChange(ctx, asked)
    return changeGroup(tx, ctx, env, group, asked)
  },
})

/** An empty name is a change from 3.6 on. @throws 400 */
function refuseNoChange(
  { version }: RequestContext,
  { name, description, add_volumes: adds, remove_volumes: removes }: GroupChanges,
): void {
  if (adds || removes) return
  const mayBeEmpty = version >= MV.CG_UPDATE_BLANK_PROPERTIES
  if (mayBeEmpty ? name != null || description != null : name || description) return
  throw badRequest(
    mayBeEmpty
      ? 'Must specify one or more of the following keys to update: name, description, ' +
          'add_volumes, remove_volumes.'
      : 'Name, description, add_volumes, and remove_volumes can not be all empty in the request ' +
          'body.',
  )
}

export const consistencyGroupOperations = [
  list,
  detail,
  show,
  create,
  createFromSource,
  remove,
  update,
]
