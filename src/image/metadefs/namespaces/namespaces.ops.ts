import { Type as T } from 'typebox'
import { isoTime } from '../../../kernel/clock.ts'
import { Reply } from '../../../kernel/operation.ts'
import { closed } from '../../../kernel/view.ts'
import { operation } from '../../operation.ts'
import { unlessTaken } from '../families/items.store.ts'
import { metadefList } from '../lists.ts'
import * as policies from '../policies.ts'
import { associationsOf } from '../resource-types/resource-types.store.ts'
import { NAMESPACE_BODY, type SentNamespace } from './namespace-body.ts'
import {
  addressOf,
  factsOf,
  NAMESPACE_COLUMNS,
  refuseProtected,
  takenByAnother,
  visibleTo,
} from './namespace.ts'
import { madeNamespace, NAMESPACE, shownNamespace, wholeNamespace } from './namespace.view.ts'
import { deleteNamespace, pageOfNamespaces, updateNamespace } from './namespaces.store.ts'
import {
  contentsOf,
  createNamespace,
  markerIn,
  namespaceTarget,
  USUAL_WORDS,
  WORDS_OF_SHOW,
} from './namespaces.usecase.ts'

const COLLECTION = '/metadefs/namespaces'
const PATH = '/metadefs/namespaces/{namespace_name}'

const { LIST_NAMESPACES, LIST_RESOURCE_TYPES } = policies

const list = operation({
  id: 'metadef_namespaces.list',
  method: 'GET',
  path: COLLECTION,
  summary: 'List namespaces of metadata definitions',
  policy: LIST_NAMESPACES,
  authorize: policies.judging(LIST_NAMESPACES, LIST_RESOURCE_TYPES),
  transaction: 'snapshot',
  query: metadefList({
    columns: NAMESPACE_COLUMNS,
    visibilities: ['public', 'private'],
    address: '/v2/metadefs/namespaces',
    others: ['resource_types'],
    limits: { usual: 25, least: 0, most: 1000 },
  }),
  ignoresBody: true,
  response: {
    200: closed({
      namespaces: T.Array(NAMESPACE),
      next: T.Optional(T.String()),
      schema: T.String(),
      first: T.String(),
    }),
  },
  errors: [400, 403, 404],
  async handle({ tx, ctx, query }) {
    const { visibility, marker, resource_types: types } = query.texts
    const filter = { kind: 'in', column: 'visibility', values: [visibility ?? ''] } as const
    const request = {
      ...query,
      conditions: [...visibleTo(ctx), ...(visibility === undefined ? [] : [filter])],
      marker: marker === undefined ? undefined : await markerIn(tx, ctx, marker),
    }
    const page = await pageOfNamespaces(tx, request, types?.split(','))
    const shown = page.filter((one) => ctx.allows(policies.GET_NAMESPACE, factsOf(one)))
    const associations = await associationsOf(
      tx,
      shown.map(({ id }) => id),
    )
    const last = shown.length === query.limit ? shown.at(-1) : undefined
    return {
      namespaces: shown.map((one) => shownNamespace(one, associations.get(one.id))),
      next: last && query.nextPage(last.namespace),
      schema: '/v2/schemas/metadefs/namespaces',
      first: query.first,
    }
  },
})

const create = operation({
  id: 'metadef_namespaces.create',
  method: 'POST',
  path: COLLECTION,
  summary: 'Create a namespace of metadata definitions',
  policy: policies.ADD_NAMESPACE,
  authorize: (asked) => policies.judging(...rulesOfCreate(asked.body as SentNamespace))(asked),
  body: NAMESPACE_BODY,
  success: 201,
  response: { 201: NAMESPACE },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, body: sent }) {
    const at = isoTime(env.clock.now())
    const made = await createNamespace(tx, sent, { created_at: at, updated_at: at })
    const location = ctx.base + encodeURI(addressOf(made.namespace))
    return new Reply({ headers: { Location: location }, body: madeNamespace(made, sent) })
  },
})

function rulesOfCreate({ associations, objects, properties, tags }: SentNamespace) {
  return [
    policies.ADD_NAMESPACE,
    ...(associations?.length ? [policies.ADD_ASSOCIATION] : []),
    ...(objects?.length ? [policies.ADD_OBJECT] : []),
    ...(Object.keys(properties ?? {}).length > 0 ? [policies.ADD_PROPERTY] : []),
    ...(tags?.length ? [policies.ADD_TAG] : []),
  ]
}

const show = operation({
  id: 'metadef_namespaces.show',
  method: 'GET',
  path: PATH,
  summary: 'Show a namespace of metadata definitions with all that lies in it',
  policy: policies.GET_NAMESPACE,
  authorize: policies.judging(
    policies.GET_NAMESPACE,
    LIST_RESOURCE_TYPES,
    policies.LIST_OBJECTS,
    policies.LIST_PROPERTIES,
    policies.LIST_TAGS,
  ),
  target: namespaceTarget(WORDS_OF_SHOW),
  transaction: 'snapshot',
  query: T.Object({ resource_type: T.Optional(T.String()) }),
  response: { 200: NAMESPACE },
  errors: [403, 404],
  async handle({ tx, query, target }) {
    const contents = await contentsOf(tx, target.id)
    const asked = contents.associations.find(({ name }) => name === query.resource_type)
    return wholeNamespace(target, contents, asked?.prefix ?? '')
  },
})

const update = operation({
  id: 'metadef_namespaces.update',
  method: 'PUT',
  path: PATH,
  summary: 'Replace a namespace of metadata definitions, but not what lies in it',
  policy: policies.MODIFY_NAMESPACE,
  authorize: policies.judging(policies.MODIFY_NAMESPACE),
  target: namespaceTarget(USUAL_WORDS),
  body: NAMESPACE_BODY,
  response: { 200: NAMESPACE },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, body: { values: sent }, target }) {
    const values = { ...sent, owner: sent.owner || ctx.projectId }
    const change = updateNamespace(tx, target.id, values, isoTime(env.clock.now()))
    await unlessTaken(change, () => takenByAnother(values.namespace))
    // With the time of the change before.
    return shownNamespace({ ...target, ...values })
  },
})

const remove = operation({
  id: 'metadef_namespaces.delete',
  method: 'DELETE',
  path: PATH,
  summary: 'Delete a namespace of metadata definitions with all that lies in it',
  policy: policies.DELETE_NAMESPACE,
  authorize: policies.judging(policies.DELETE_NAMESPACE),
  target: namespaceTarget(USUAL_WORDS),
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle({ tx, target }) {
    refuseProtected(target)
    await deleteNamespace(tx, target.id)
  },
})

export const namespaceOperations = [list, create, show, update, remove]
