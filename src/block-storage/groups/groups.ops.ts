import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { closed, LINK, one, stepped, type View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { isConsistencyGroupType } from '../group-types/group-type.ts'
import { operation, target } from '../operation.ts'
import { createGroup, typeOfNewGroup } from './create-group.usecase.ts'
import {
  groupAttributes,
  groupNotFound,
  isVisibleGroup,
  refuseConsistencyGroup,
  reservedType,
  type Group,
  type ShownGroup,
} from './group.ts'
import { CREATE, GET, GET_ALL, UPDATE } from './groups.policies.ts'
import { CREATE_BODY, UPDATE_BODY } from './groups.schemas.ts'
import { findGroup, pageOfGroups, volumesOfGroups } from './groups.store.ts'
import { groupNameView, groupView } from './groups.view.ts'
import { groupList, listsVolumes, type GroupListRequest } from './list.ts'
import { changeGroup } from './update-group.usecase.ts'

export const groupTarget = target<Group, { readonly group_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const group = await findGroup(tx, params.group_id, lock)
    return group && isVisibleGroup(ctx, group) ? group : undefined
  },
  missing: ({ group_id: id }) => groupNotFound(id),
  attributes: groupAttributes,
})

const VERSIONS = ['3.13'] as const

function listOf(view: View<never>) {
  return stepped(view.steps, (asked) =>
    closed({ groups: T.Array(view.at(asked)), group_links: T.Optional(T.Array(LINK)) }),
  )
}

async function page(tx: Tx, ctx: RequestContext, query: GroupListRequest, view: View<ShownGroup>) {
  const groups = await pageOfGroups(tx, query)
  const ids = groups.map(({ id }) => id)
  const links = nextLinks(query, ids)
  const shown = query.listVolumes ? await withVolumes(tx, groups) : groups
  return { groups: view.list(shown, ctx), ...(links && { group_links: links }) }
}

async function withVolumes(tx: Tx, groups: readonly Group[]): Promise<readonly ShownGroup[]> {
  const volumes = await volumesOfGroups(
    tx,
    groups.map(({ id }) => id),
  )
  return groups.map((group) => ({ ...group, volumes: volumes.get(group.id) ?? [] }))
}

const list = operation({
  id: 'groups.list',
  method: 'GET',
  path: '/groups',
  summary: 'List groups of volumes',
  versions: VERSIONS,
  policy: GET_ALL,
  query: groupList(false),
  response: { 200: listOf(groupNameView) },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, query }) => page(tx, ctx, query, groupNameView),
})

const detail = operation({
  id: 'groups.detail',
  method: 'GET',
  path: '/groups/detail',
  summary: 'List groups of volumes with details',
  versions: VERSIONS,
  policy: GET_ALL,
  query: groupList(true),
  response: { 200: listOf(groupView) },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, query }) => page(tx, ctx, query, groupView),
})

const show = operation({
  id: 'groups.show',
  method: 'GET',
  path: '/groups/{group_id}',
  summary: 'Show a group of volumes',
  versions: VERSIONS,
  policy: GET,
  target: groupTarget,
  query: T.Object({ list_volume: T.Optional(T.String()) }),
  response: { 200: one('group', groupView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target, query }) {
    refuseConsistencyGroup(target)
    const [shown] = listsVolumes(ctx, query.list_volume)
      ? await withVolumes(tx, [target])
      : [target]
    return { group: groupView.render(shown ?? target, ctx) }
  },
})

const create = operation({
  id: 'groups.create',
  method: 'POST',
  path: '/groups',
  summary: 'Create a group of volumes',
  versions: VERSIONS,
  policy: CREATE,
  body: CREATE_BODY,
  success: 202,
  response: { 202: one('group', groupNameView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, body: { group: asked } }) {
    const type = await typeOfNewGroup(tx, ctx, asked.group_type)
    if (isConsistencyGroupType(type)) throw reservedType(type.id, 'group', 'CG')
    const group = await createGroup(tx, ctx, env, type, asked)
    return { group: groupNameView.render(group, ctx) }
  },
})

const update = operation({
  id: 'groups.update',
  method: 'PUT',
  path: '/groups/{group_id}',
  summary: 'Change a group of volumes, and which volumes are in it',
  versions: VERSIONS,
  policy: UPDATE,
  target: groupTarget,
  body: UPDATE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, target, body }) {
    refuseConsistencyGroup(target)
    return changeGroup(tx, ctx, env, target, body.group)
  },
})

export const groupOperations = [list, detail, show, create, update]
