import { Type as T } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import { badRequest, notFound } from '../../kernel/faults.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { closed, LINK, one, stepped } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { BOOLEAN, DESCRIPTION, EXTRA_SPECS_OR_NULL, NAME, NULLABLE_STRING } from '../parameters.ts'
import type { GroupType } from './group-type.ts'
import { CREATE, DELETE, UPDATE } from './group-types.policies.ts'
import {
  deleteGroupType,
  findGroupType,
  groupSpecs,
  insertGroupType,
  pageOfGroupTypes,
  updateGroupType,
} from './group-types.store.ts'
import { groupTypeTarget } from './group-types.usecase.ts'
import { groupTypeView } from './group-types.view.ts'
import { groupTypeList } from './list.ts'

const VERSIONS = ['3.11'] as const
const PATH = '/group_types/{group_type_id}'

const list = operation({
  id: 'group_types.list',
  method: 'GET',
  path: '/group_types',
  summary: 'List group types',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  query: groupTypeList,
  response: {
    200: stepped(groupTypeView.steps, (asked) =>
      closed({
        group_types: T.Array(groupTypeView.at(asked)),
        group_type_links: T.Optional(T.Array(LINK)),
      }),
    ),
  },
  errors: [400],
  async handle({ tx, ctx, query }) {
    const types = await pageOfGroupTypes(tx, query)
    const links = nextLinks(
      query,
      types.map(({ id }) => id),
    )
    const group_types = types.map((type) => groupTypeView.render(type, ctx))
    return { group_types, ...(links && { group_type_links: links }) }
  },
})

/** No configuration names one (`default_group_type`). */
const showDefault = operation({
  id: 'group_types.show_default',
  method: 'GET',
  path: '/group_types/default',
  summary: 'Show the default group type, which there is not',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  success: 404,
  response: {},
  errors: [404],
  handle() {
    throw notFound('Default group type can not be found.')
  },
})

const show = operation({
  id: 'group_types.show',
  method: 'GET',
  path: PATH,
  summary: 'Show a group type',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: groupTypeTarget,
  response: { 200: one('group_type', groupTypeView) },
  errors: [404],
  handle: ({ ctx, target }) => ({ group_type: groupTypeView.render(target, ctx) }),
})

const create = operation({
  id: 'group_types.create',
  method: 'POST',
  path: '/group_types',
  summary: 'Create a group type',
  versions: VERSIONS,
  policy: CREATE,
  body: closed({
    group_type: closed({
      name: NAME,
      description: T.Optional(DESCRIPTION),
      is_public: T.Optional(BOOLEAN),
      group_specs: T.Optional(EXTRA_SPECS_OR_NULL),
    }),
  }),
  success: 202,
  response: { 202: one('group_type', groupTypeView) },
  errors: [400, 403, 409],
  async handle({ tx, ctx, env, body: { group_type: asked } }) {
    const isPublic = booleanFrom(asked.is_public ?? true) !== false
    const { name, description = null } = asked
    const id = env.ids.uuid()
    const created_at = env.clock.isoNow()
    const row = { id, name, description, is_public: isPublic ? 1 : 0, created_at, updated_at: null }
    await insertGroupType(tx, row)
    const specs = asked.group_specs ?? {}
    await groupSpecs.write(tx, id, specs)
    const type: GroupType = {
      id,
      name,
      description,
      isPublic,
      specs: new Map(Object.entries(specs)),
    }
    return { group_type: groupTypeView.render(type, ctx) }
  },
})

const update = operation({
  id: 'group_types.update',
  method: 'PUT',
  path: PATH,
  summary: 'Change a group type',
  versions: VERSIONS,
  policy: UPDATE,
  target: groupTypeTarget,
  body: closed({
    group_type: closed({
      name: T.Optional(NULLABLE_STRING),
      description: T.Optional(DESCRIPTION),
      is_public: T.Optional(BOOLEAN),
    }),
  }),
  response: { 200: one('group_type', groupTypeView) },
  errors: [400, 403, 404, 409],
  refuse({ body: { group_type: asked } }) {
    const { name, description, is_public: isPublic } = asked
    if (name && name.trim() === '') throw badRequest('Group type name can not be empty.')
    if (name == null && description == null && isPublic === undefined) {
      throw badRequest('Specify group type name, description or a combination thereof.')
    }
  },
  async handle({ tx, ctx, env, target: { id }, body: { group_type: asked } }) {
    const { name, description, is_public: isPublic } = asked
    await updateGroupType(tx, id, {
      updated_at: env.clock.isoNow(),
      ...(name && { name }),
      ...(description != null && { description }),
      ...(isPublic !== undefined && { is_public: booleanFrom(isPublic) === true ? 1 : 0 }),
    })
    const changed = await findGroupType(tx, id, [])
    return { group_type: groupTypeView.render(changed!, ctx) }
  },
})

const remove = operation({
  id: 'group_types.delete',
  method: 'DELETE',
  path: PATH,
  summary: 'Delete a group type',
  versions: VERSIONS,
  policy: DELETE,
  target: groupTypeTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, target: { id } }) => deleteGroupType(tx, id),
})

export const groupTypeOperations = [list, showDefault, show, create, update, remove]
