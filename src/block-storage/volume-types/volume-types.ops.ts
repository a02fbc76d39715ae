import { Type as T } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import { badRequest } from '../../kernel/faults.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { closed, LINK, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { BOOLEAN, DESCRIPTION, EXTRA_SPECS, NAME, NULLABLE_STRING } from '../parameters.ts'
import { typeList } from './list.ts'
import { CREATE, DELETE, GET, GET_ALL, UPDATE } from './policies.ts'
import { viewerOf } from './volume-types.ts'
import {
  deleteType,
  getDefaultType,
  getType,
  insertType,
  pageOfTypes,
  updateType,
} from './volume-types.store.ts'
import { typeAfterPolicy, typeTarget } from './volume-types.usecase.ts'
import { changedTypeView, createdTypeView, defaultTypeView, typeView } from './volume-types.view.ts'

const list = operation({
  id: 'volume_types.list',
  method: 'GET',
  path: '/types',
  summary: 'List volume types',
  policy: GET_ALL,
  query: typeList,
  response: {
    200: {
      steps: typeView.steps,
      at: (asked) =>
        closed({
          volume_types: T.Array(typeView.at(asked)),
          volume_type_links: T.Optional(T.Array(LINK)),
        }),
    },
  },
  errors: [400, 403],
  async handle({ tx, ctx, query }) {
    const types = await pageOfTypes(tx, query)
    const links = nextLinks(
      query,
      types.map(({ id }) => id),
    )
    return {
      volume_types: types.map((type) => typeView.render(type, ctx)),
      ...(links && { volume_type_links: links }),
    }
  },
})

const showDefault = operation({
  id: 'volume_types.show_default',
  method: 'GET',
  path: '/types/default',
  summary: 'Show the default volume type of the project',
  policy: GET,
  response: { 200: one('volume_type', defaultTypeView) },
  errors: [403, 404],
  async handle({ tx, ctx }) {
    const type = await getDefaultType(tx, viewerOf(ctx))
    return { volume_type: defaultTypeView.render(type, ctx) }
  },
})

const show = operation({
  id: 'volume_types.show',
  method: 'GET',
  path: '/types/{volume_type_id}',
  summary: 'Show a volume type',
  policy: GET,
  target: typeTarget,
  response: { 200: one('volume_type', typeView) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ volume_type: typeView.render(target, ctx) }),
})

const create = operation({
  id: 'volume_types.create',
  method: 'POST',
  path: '/types',
  summary: 'Create a volume type',
  policy: CREATE,
  body: closed({
    volume_type: closed({
      name: NAME,
      description: T.Optional(DESCRIPTION),
      extra_specs: T.Optional(EXTRA_SPECS),
      'os-volume-type-access:is_public': T.Optional(BOOLEAN),
    }),
  }),
  response: { 200: one('volume_type', createdTypeView) },
  errors: [400, 403, 409],
  async handle({ tx, ctx, env, body: { volume_type: asked } }) {
    const id = env.ids.uuid()
    const type = {
      id,
      name: asked.name,
      description: asked.description ?? null,
      isPublic: booleanFrom(asked['os-volume-type-access:is_public'] ?? true) ?? true,
      extraSpecs: asked.extra_specs ?? {},
    }
    await insertType(tx, type, env.clock.isoNow())
    const created = await getType(tx, viewerOf(ctx), id)
    return { volume_type: createdTypeView.render(created, ctx) }
  },
})

const update = operation({
  id: 'volume_types.update',
  method: 'PUT',
  path: '/types/{volume_type_id}',
  summary: 'Change a volume type',
  policy: UPDATE,
  target: typeAfterPolicy,
  body: closed({
    volume_type: closed({
      name: T.Optional({ ...NULLABLE_STRING, minLength: 1 }),
      description: T.Optional(DESCRIPTION),
      is_public: T.Optional(BOOLEAN),
    }),
  }),
  response: { 200: one('volume_type', changedTypeView) },
  errors: [400, 403, 404, 409],
  refuse({ body: { volume_type: asked } }) {
    const { name, description, is_public: isPublic } = asked
    if (name?.trim() === '') throw badRequest('Volume type name can not be empty.')
    if (name == null && description == null && isPublic === undefined) {
      throw badRequest('Specify volume type name, description, is_public or a combination thereof.')
    }
  },
  async handle({ tx, ctx, env, target: { id }, body: { volume_type: asked } }) {
    const { name, description } = asked
    const isPublic = asked.is_public === undefined ? undefined : booleanFrom(asked.is_public)
    await updateType(tx, id, { name, description, isPublic }, env.clock.isoNow())
    const changed = await getType(tx, viewerOf(ctx), id)
    return { volume_type: changedTypeView.render(changed, ctx) }
  },
})

const remove = operation({
  id: 'volume_types.delete',
  method: 'DELETE',
  path: '/types/{volume_type_id}',
  summary: 'Delete a volume type',
  policy: DELETE,
  target: typeAfterPolicy,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, target }) => deleteType(tx, target),
})

export const volumeTypeOperations = [list, showDefault, show, create, update, remove]
