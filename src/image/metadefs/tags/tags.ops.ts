import { Type as T } from 'typebox'
import { booleanFrom } from '../../../kernel/booleans.ts'
import { isoTime } from '../../../kernel/clock.ts'
import { closed } from '../../../kernel/view.ts'
import { operation } from '../../operation.ts'
import { refuseUnfit } from '../../schemas/schema.ts'
import { shownTime } from '../../times.ts'
import {
  clearItems,
  deleteItem,
  showItem,
  updateItem,
  type ItemFamily,
} from '../families/items.ops.ts'
import { tagStore, unlessTaken, type Item, type MadeAt } from '../families/items.store.ts'
import { metadefList } from '../lists.ts'
import { firstTaken, keyOf } from '../names.ts'
import { namespaceTarget, USUAL_WORDS } from '../namespaces/namespaces.usecase.ts'
import { NAME } from '../namespaces/namespace.view.ts'
import * as policies from '../policies.ts'
import { TAG_BODY, TAG_COLUMNS, TAG_FAULTS, TAG_SCHEMA, TAGS_BODY, type NamedTag } from './tag.ts'
import { pageOfTags } from './tags.store.ts'

const TAG = closed({ name: T.String(), created_at: T.String(), updated_at: T.Optional(T.String()) })
const TAGS = closed({ tags: T.Array(NAME) })

function sentTag({ name }: NamedTag, { created_at, updated_at }: MadeAt) {
  return {
    name,
    created_at: shownTime(created_at),
    updated_at: updated_at === null ? undefined : shownTime(updated_at),
  }
}

const FAMILY: ItemFamily<Item, NamedTag> = {
  one: 'tag',
  all: 'tags',
  rules: {
    show: policies.GET_TAG,
    create: policies.ADD_TAG,
    update: policies.MODIFY_TAG,
    delete: policies.DELETE_TAG,
    clear: policies.DELETE_TAGS,
  },
  namespace: USUAL_WORDS,
  store: tagStore,
  faults: TAG_FAULTS,
  schema: TAG,
  shown: (tag) => sentTag(tag, tag),
  sent: sentTag,
}

const listTags = operation({
  id: 'metadef_tags.list',
  method: 'GET',
  path: '/metadefs/namespaces/{namespace_name}/tags',
  summary: 'List the tags of a namespace',
  policy: policies.LIST_TAGS,
  authorize: policies.judging(policies.LIST_TAGS),
  target: namespaceTarget(USUAL_WORDS),
  query: metadefList({
    columns: TAG_COLUMNS,
    visibilities: ['public', 'private', 'shared'],
    limits: { least: 0, empty: 'none' },
  }),
  ignoresBody: true,
  response: { 200: TAGS },
  errors: [400, 403, 404],
  async handle({ tx, query, target }) {
    const { marker } = query.texts
    const missing = () => TAG_FAULTS.missing(marker!)
    const tags = await pageOfTags(tx, target.id, {
      ...query,
      marker: marker ? { id: marker, as: 'row', missing } : undefined,
    })
    return { tags }
  },
})

const createTag = operation({
  id: 'metadef_tags.create',
  method: 'POST',
  path: '/metadefs/namespaces/{namespace_name}/tags/{tag_name}',
  summary: 'Create a tag in a namespace',
  policy: policies.ADD_TAG,
  authorize(asked, namespace) {
    refuseUnfit(TAG_SCHEMA, { name: asked.params.tag_name })
    policies.judging(policies.ADD_TAG)(asked, namespace)
  },
  target: namespaceTarget(USUAL_WORDS),
  lock: 'stay',
  success: 201,
  response: { 201: TAG },
  errors: [400, 403, 404, 409],
  async handle({ tx, env, params: { tag_name: name }, target: { id, namespace } }) {
    const at = isoTime(env.clock.now())
    const times = { created_at: at, updated_at: at }
    const insertion = tagStore.insert(tx, id, [{ name }], times)
    await unlessTaken(insertion, () => TAG_FAULTS.taken(name, namespace))
    return sentTag({ name }, times)
  },
})

/** Instead of those that are there, unless the header `X-Openstack-Append` says: beside them. */
const createTags = operation({
  id: 'metadef_tags.replace',
  method: 'POST',
  path: '/metadefs/namespaces/{namespace_name}/tags',
  summary: 'Replace the tags of a namespace, or add several',
  policy: policies.ADD_TAGS,
  authorize: policies.judging(policies.ADD_TAGS),
  target: namespaceTarget(USUAL_WORDS),
  body: TAGS_BODY,
  success: 201,
  response: { 201: TAGS },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target: { id, namespace }, body: tags }) {
    if (tags.length === 0) return { tags }
    const append = String(ctx.headers['x-openstack-append'] ?? '')
    const keeps = booleanFrom(append)
    const there = keeps ? (await tagStore.of(tx, id)).map(({ name }) => keyOf(name)) : []
    const taken = firstTaken(
      tags.map(({ name }) => name),
      new Set(there),
    )
    if (taken !== undefined) throw TAG_FAULTS.taken(taken, namespace)
    if (!keeps) await tagStore.clear(tx, id)
    const at = isoTime(env.clock.now())
    await tagStore.insert(tx, id, tags, { created_at: at, updated_at: at })
    return { tags }
  },
})

export const metadefTagOperations = [
  listTags,
  createTag,
  createTags,
  showItem(FAMILY),
  updateItem(FAMILY, TAG_BODY),
  deleteItem(FAMILY),
  clearItems(FAMILY, { namespace: USUAL_WORDS }),
]
